// SPDX-License-Identifier: Apache-2.0
// MaxPooling2D: the largest number of each window.
#include "layers/layer_record.h"
#include "layers/pooling_layer.h"
#include "ops/builtin_codes.h"

namespace kvant::layers {
namespace {

class MaxPooling2DLayer : public PoolingLayer {
 public:
  explicit MaxPooling2DLayer(const Config& config)
      : PoolingLayer("MaxPooling2D", config, ops::max_pool_2d_code, "MaxPool2d") {}
};

}  // namespace

extern const LayerRecord max_pooling2d_layer_record;
const LayerRecord max_pooling2d_layer_record = {"MaxPooling2D", make<MaxPooling2DLayer>, pooling_keys};

}  // namespace kvant::layers
