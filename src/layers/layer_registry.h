// SPDX-License-Identifier: Apache-2.0
// From a class name and config to a layer.
#pragma once

#include "layers/layer.h"

#include <memory>
#include <span>
#include <string_view>

namespace kvant::layers {

/// Makes the layer that a config describes. Throws a usage Error for an unknown class name, with a suggestion, and
/// Error for a config that does not fit the class.
std::shared_ptr<Layer> make_layer(const Config& config);

/// The class names that make_layer knows.
std::span<const std::string_view> known_layers();

}  // namespace kvant::layers
