// SPDX-License-Identifier: Apache-2.0
// The lengths of an array's or tensor's axes, outermost first.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace kvant {

/// -1 is an axis of unknown length (the batch of a model that takes any number of samples).
using Shape = std::vector<std::int64_t>;
inline constexpr std::int64_t unknown_length = -1;

/// Product of the lengths; 1 for a scalar. Throws Error for an unknown axis or a product beyond 2^62.
std::int64_t element_count(const Shape& shape);

/// Python's spelling: "(None, 16)", "(3,)", "()".
std::string to_string(const Shape& shape);

}  // namespace kvant
