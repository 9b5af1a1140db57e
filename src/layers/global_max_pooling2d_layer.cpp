// SPDX-License-Identifier: Apache-2.0
// GlobalMaxPooling2D: the largest number over all places of a channel.
#include "layers/layer_record.h"
#include "layers/pooling_layer.h"
#include "ops/builtin_codes.h"

namespace kvant::layers {
namespace {

class GlobalMaxPooling2DLayer : public GlobalPoolingLayer {
 public:
  explicit GlobalMaxPooling2DLayer(const Config& config)
      : GlobalPoolingLayer("GlobalMaxPooling2D", config, ops::reduce_max_code, "Max") {}
};

}  // namespace

extern const LayerRecord global_max_pooling2d_layer_record;
const LayerRecord global_max_pooling2d_layer_record = {"GlobalMaxPooling2D", make<GlobalMaxPooling2DLayer>,
                                                       global_pooling_keys};

}  // namespace kvant::layers
