// SPDX-License-Identifier: Apache-2.0
// Memory that products work in: each thread that calls them keeps its own, which grows once and then stays.
#pragma once

#include <cstdint>

namespace kvant::linear {

/// count floats on a cache line. The next call of this thread gives the same memory.
float* working_floats(std::int64_t count);

/// The same for sums in double.
double* working_doubles(std::int64_t count);

/// The same for places in arrays.
std::int64_t* working_places(std::int64_t count);

/// floats up to a whole number of cache lines.
constexpr std::int64_t whole_lines(std::int64_t floats) { return (floats + 15) / 16 * 16; }

}  // namespace kvant::linear
