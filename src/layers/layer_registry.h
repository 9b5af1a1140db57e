// SPDX-License-Identifier: Apache-2.0
// From a class name and config to a layer.
#pragma once

#include "layers/layer_record.h"

#include <memory>
#include <span>
#include <string_view>

namespace kvant::layers {

/// Makes the layer that a config describes. Throws a usage Error for an unknown class name, with a suggestion, and
/// Error for a config that does not fit the class.
std::shared_ptr<Layer> make_layer(const Config& config);

/// The record of a class name, or null.
const LayerRecord* find_layer(std::string_view class_name);

/// In the order of layers.def.
std::span<const LayerRecord* const> all_layers();

}  // namespace kvant::layers
