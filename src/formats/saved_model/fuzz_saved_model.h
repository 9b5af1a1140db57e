// SPDX-License-Identifier: Apache-2.0
// What a fuzz target calls with any bytes.
#pragma once

#include <cstddef>
#include <span>

namespace kvant::formats {

/// Reads the bytes as a SavedModel without variables, as a frozen graph, and as a table of variables. An Error is an
/// answer, too; anything else that is thrown, or happens, is a fault of ours.
void fuzz_saved_model(std::span<const std::byte> bytes);

}  // namespace kvant::formats
