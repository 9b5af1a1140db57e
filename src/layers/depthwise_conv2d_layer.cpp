// SPDX-License-Identifier: Apache-2.0
// DepthwiseConv2D: filters that move over height and width, each over one channel.
#include "layers/convolution_layer.h"
#include "layers/layer_record.h"

namespace kvant::layers {
namespace {

class DepthwiseConv2DLayer : public ConvolutionLayer {
 public:
  explicit DepthwiseConv2DLayer(const Config& config) : ConvolutionLayer("DepthwiseConv2D", config, 2, true) {}
};

}  // namespace

extern const LayerRecord depthwise_conv2d_layer_record;
const LayerRecord depthwise_conv2d_layer_record = {"DepthwiseConv2D", make<DepthwiseConv2DLayer>, depthwise_keys};

}  // namespace kvant::layers
