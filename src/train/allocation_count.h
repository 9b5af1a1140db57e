// SPDX-License-Identifier: Apache-2.0
// For tests: how often the program has asked for memory.
#pragma once

#include <cstdint>

namespace kvant::train {

/// Calls of operator new so far. Only in the test executable.
std::int64_t allocation_count();

}  // namespace kvant::train
