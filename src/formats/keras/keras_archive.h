// SPDX-License-Identifier: Apache-2.0
// .keras files: Keras 3's zip of a config and weights.
//
//   metadata.json       {"keras_version": ...}
//   config.json         {"module": "keras", "class_name": "Sequential", "config": {"name", "layers": [...]}}
//   model.weights.h5    layers/<class in snake_case>[_n]/vars/<i>, i in order of creation
#pragma once

#include "layers/layer_stack.h"

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace kvant::formats {

/// The bytes of a .keras file that Keras 3 loads. The stack must be built. The same stack gives the same bytes.
std::vector<std::byte> write_keras_archive(const layers::LayerStack& stack);

/// A Sequential model with its weights. Throws Error for a damaged file, another kind of model, an unknown layer, or
/// weights that are missing or of other shapes.
layers::LayerStack read_keras_archive(std::span<const std::byte> bytes, std::string_view name);

}  // namespace kvant::formats
