// SPDX-License-Identifier: Apache-2.0
// Arithmetic between two constants, for operations that also take activations.
#pragma once

#include "formats/saved_model/lowering.h"

namespace kvant::formats {

/// The operation on inputs 0 and 1, laid over each other as NumPy does. Throws Error where they are no constants or do
/// not fit each other.
Value combine_constants(Lowering& lowering, float (*compute)(float, float));

}  // namespace kvant::formats
