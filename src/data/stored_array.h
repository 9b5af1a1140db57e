// SPDX-License-Identifier: Apache-2.0
// An array as it lies in a file: rows are converted when they are asked for.
#pragma once

#include <kvant/types/array.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace kvant::data {

/// Copies share the bytes.
struct StoredArray {
  DType dtype = DType::float32;
  bool big_endian = false;
  Shape shape;                         ///< one axis or more
  std::span<const std::byte> bytes;    ///< row-major, as many as the shape needs
  std::shared_ptr<const void> keeper;  ///< keeps the bytes alive; null: somebody else does

  std::int64_t rows() const { return shape.front(); }
  /// Numbers of one row.
  std::int64_t row_size() const;
};

/// Writes row_size() numbers of a row in [0, rows()) as float32. Throws Error for a type that is no real number of at
/// most 64 bits: uint16 to uint64, float16 and all that is not a number.
void read_row(const StoredArray& array, std::int64_t row, float* numbers);

/// The numbers in their own type, little-endian; a bool byte other than 0 becomes 1.
Array to_array(const StoredArray& stored);

/// The numbers of an array, which the result keeps.
StoredArray store(Array array);

}  // namespace kvant::data
