// SPDX-License-Identifier: Apache-2.0
// The kernels that a generated model uses, with all that they include, as one header.
#pragma once

#include <span>
#include <string>

namespace kvant::exporting {

/// kernels: file names without ending, such as "fully_connected". name: the model's; it also names the namespace, so
/// that two models in one program never share a function.
std::string emit_kernels_header(std::span<const std::string> kernels, const std::string& name);

}  // namespace kvant::exporting
