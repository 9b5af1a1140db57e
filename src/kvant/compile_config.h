// SPDX-License-Identifier: Apache-2.0
// What compile() is told, as Keras writes it into model files.
//
//   {"optimizer": {"module", "class_name", "config", "registered_name"}, "loss": name, object or a list of them,
//    "loss_weights": null or a list, "metrics": [name or object ...] or a list of such lists, ...}
#pragma once

#include <kvant/model.h>

#include <string>

namespace kvant {

std::string emit_compile_config(const CompileOptions& options);

/// Throws Error for what kvant cannot do as the config says: another optimizer, loss or metric, or settings that it has
/// not. outputs: names of the model's outputs, in whose order dictionaries are read.
CompileOptions read_compile_config(const std::string& text, const std::vector<std::string>& outputs);

}  // namespace kvant
