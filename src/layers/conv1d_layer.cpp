// SPDX-License-Identifier: Apache-2.0
// Conv1D: filters that move over steps, each over all channels.
#include "layers/convolution_layer.h"
#include "layers/layer_record.h"

namespace kvant::layers {
namespace {

class Conv1DLayer : public ConvolutionLayer {
 public:
  explicit Conv1DLayer(const Config& config) : ConvolutionLayer("Conv1D", config, 1, false) {}
};

}  // namespace

extern const LayerRecord conv1d_layer_record;
const LayerRecord conv1d_layer_record = {"Conv1D", make<Conv1DLayer>, convolution_keys};

}  // namespace kvant::layers
