// SPDX-License-Identifier: Apache-2.0
// Keras' config between JSON and the layers' own tree.
#pragma once

#include "layers/config.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace kvant::formats {

/// {"module", "class_name", "config", "registered_name"} for a config with a class name, else a plain dictionary.
nlohmann::ordered_json to_json(const layers::Config& config);

/// The reverse. where: for messages. Throws Error for what is no object, or nesting beyond 32 levels. Keys whose values
/// a layer cannot use (lists of other than whole numbers) are left out.
layers::Config config_from_json(const nlohmann::ordered_json& json, const std::string& where);

}  // namespace kvant::formats
