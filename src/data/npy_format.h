// SPDX-License-Identifier: Apache-2.0
// Arrays in NumPy's .npy format.
#pragma once

#include <kvant/types/array.h>

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "data/stored_array.h"

namespace kvant::data {

// +--------------+-------+-------+-----------------------+----------------------------------+----------+
// | 93 "NUMPY"   | major | minor | length of what follows| dictionary, spaces, LF           | numbers  |
// | 6 bytes      | 1     | 1     | 2 (version 1) or 4    | up to a multiple of 64 bytes     |          |
// +--------------+-------+-------+-----------------------+----------------------------------+----------+

/// Reads versions 1 to 3. Numbers of the other byte order are swapped, Fortran order becomes C order, a bool byte
/// other than 0 becomes 1. name stands before every message. Throws Error for anything malformed, for types other
/// than bool, integers and float16 to float64, when the bytes are
/// more or fewer than the shape needs, and for empty arrays with an axis beyond 2^20.
Array read_npy(std::span<const std::byte> bytes, std::string_view name);

/// The same without a copy: bytes must outlive the result. An array in Fortran order is copied nevertheless.
StoredArray read_stored_npy(std::span<const std::byte> bytes, std::string_view name);

/// The bytes numpy.save writes for the same array. Throws Error for a type NumPy has no name for (bfloat16, ...).
std::vector<std::byte> write_npy(const Array& array);

}  // namespace kvant::data
