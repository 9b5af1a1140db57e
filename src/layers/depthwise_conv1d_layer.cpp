// SPDX-License-Identifier: Apache-2.0
// DepthwiseConv1D: filters that move over steps, each over one channel.
#include "layers/convolution_layer.h"
#include "layers/layer_record.h"

namespace kvant::layers {
namespace {

class DepthwiseConv1DLayer : public ConvolutionLayer {
 public:
  explicit DepthwiseConv1DLayer(const Config& config) : ConvolutionLayer("DepthwiseConv1D", config, 1, true) {}
};

}  // namespace

extern const LayerRecord depthwise_conv1d_layer_record;
const LayerRecord depthwise_conv1d_layer_record = {"DepthwiseConv1D", make<DepthwiseConv1DLayer>, depthwise_keys};

}  // namespace kvant::layers
