// SPDX-License-Identifier: Apache-2.0
// A kind of layer as the registry knows it: one constant record in its .cpp file, one line in layers.def.
#pragma once

#include "layers/layer.h"

#include <memory>
#include <span>
#include <string_view>

namespace kvant::layers {

struct LayerRecord {
  const char* class_name;                         ///< Keras'
  std::shared_ptr<Layer> (*make)(const Config&);  ///< throws Error for a config that does not fit
  std::span<const std::string_view> keys;         ///< of its config, without name, trainable and dtype
};

template <class T>
std::shared_ptr<Layer> make(const Config& config) {
  return std::make_shared<T>(config);
}

}  // namespace kvant::layers
