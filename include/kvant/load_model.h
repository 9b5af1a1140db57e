// SPDX-License-Identifier: Apache-2.0
// Models from files.
#pragma once

#include <kvant/model.h>

#include <string>

namespace kvant {

/// A Sequential or functional model with its weights from a .keras file; compile() it before it is trained further.
/// Throws Error for a file that is missing, damaged or of another kind.
Model load_model(const std::string& path);

}  // namespace kvant
