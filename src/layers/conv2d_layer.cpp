// SPDX-License-Identifier: Apache-2.0
// Conv2D: filters that move over height and width, each over all channels.
#include "layers/convolution_layer.h"
#include "layers/layer_record.h"

namespace kvant::layers {
namespace {

class Conv2DLayer : public ConvolutionLayer {
 public:
  explicit Conv2DLayer(const Config& config) : ConvolutionLayer("Conv2D", config, 2, false) {}
};

}  // namespace

extern const LayerRecord conv2d_layer_record;
const LayerRecord conv2d_layer_record = {"Conv2D", make<Conv2DLayer>, convolution_keys};

}  // namespace kvant::layers
