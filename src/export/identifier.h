// SPDX-License-Identifier: Apache-2.0
// Names that firmware can use.
#pragma once

#include <string>
#include <string_view>

namespace kvant::exporting {

/// "a/sin-model.tflite" -> "sin_model".
std::string identifier_from_path(std::string_view path);

/// Throws Error (usage, with a suggestion) when a name is no C identifier, a keyword of C or C++, or a name of the C
/// library that a global of this name would hide.
void check_identifier(std::string_view name);

}  // namespace kvant::exporting
