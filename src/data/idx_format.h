// SPDX-License-Identifier: Apache-2.0
// Arrays in the IDX format, in which MNIST and its like are handed out.
#pragma once

#include <kvant/types/array.h>

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "data/stored_array.h"

namespace kvant::data {

// +------+------+--------------------------+------+---------------------------+----------+
// | 0    | 0    | type: 08 uint8, 09 int8, | axes | length of each axis       | numbers  |
// |      |      | 0B int16, 0C int32,      | 1..64| 4 bytes each              |          |
// | 1    | 1    | 0D float32, 0E float64   | 1    | all numbers are big-endian|          |
// +------+------+--------------------------+------+---------------------------+----------+

/// Whether a file is called as IDX files are: "train-images-idx3-ubyte", "labels.idx".
bool is_idx_name(std::string_view path);

/// The numbers where they lie: bytes must outlive the result. name stands before every message. Throws Error for
/// anything malformed, and when the bytes are more or fewer than the lengths say.
StoredArray read_idx(std::span<const std::byte> bytes, std::string_view name);

/// The same array as an IDX file. Throws Error for a scalar, a type that IDX has no code for and a length beyond 2^32.
std::vector<std::byte> write_idx(const Array& array);

}  // namespace kvant::data
