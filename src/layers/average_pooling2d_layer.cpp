// SPDX-License-Identifier: Apache-2.0
// AveragePooling2D: the mean of each window.
#include "layers/layer_record.h"
#include "layers/pooling_layer.h"
#include "ops/builtin_codes.h"

namespace kvant::layers {
namespace {

class AveragePooling2DLayer : public PoolingLayer {
 public:
  explicit AveragePooling2DLayer(const Config& config)
      : PoolingLayer("AveragePooling2D", config, ops::average_pool_2d_code, "AvgPool") {}
};

}  // namespace

extern const LayerRecord average_pooling2d_layer_record;
const LayerRecord average_pooling2d_layer_record = {"AveragePooling2D", make<AveragePooling2DLayer>, pooling_keys};

}  // namespace kvant::layers
