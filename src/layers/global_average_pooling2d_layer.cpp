// SPDX-License-Identifier: Apache-2.0
// GlobalAveragePooling2D: the mean over all places of a channel.
#include "layers/layer_record.h"
#include "layers/pooling_layer.h"
#include "ops/builtin_codes.h"

namespace kvant::layers {
namespace {

class GlobalAveragePooling2DLayer : public GlobalPoolingLayer {
 public:
  explicit GlobalAveragePooling2DLayer(const Config& config)
      : GlobalPoolingLayer("GlobalAveragePooling2D", config, ops::mean_code, "Mean") {}
};

}  // namespace

extern const LayerRecord global_average_pooling2d_layer_record;
const LayerRecord global_average_pooling2d_layer_record = {"GlobalAveragePooling2D", make<GlobalAveragePooling2DLayer>,
                                                           global_pooling_keys};

}  // namespace kvant::layers
