// SPDX-License-Identifier: Apache-2.0
// Optimizers and learning rates as Keras writes them: {"module", "class_name", "config", "registered_name"}.
#pragma once

#include <kvant/optimizers.h>

#include <nlohmann/json_fwd.hpp>

namespace kvant {

nlohmann::ordered_json emit_optimizer(const Optimizer& optimizer);

/// A name, or an object of Keras 3 or 2. Throws Error for another optimizer or schedule and for settings that kvant has
/// not.
Optimizer read_optimizer(const nlohmann::ordered_json& json);

}  // namespace kvant
