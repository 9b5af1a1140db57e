// SPDX-License-Identifier: Apache-2.0
// Links and attributes that HDF5 1.8 and later keep in a fractal heap when an object has more than eight.
#pragma once

#include "formats/hdf5/hdf5_bytes.h"

#include <vector>

namespace kvant::formats::hdf5 {

/// The records of the index: the kind, and where in a record the place in the heap stands.
struct DenseKind {
  std::uint8_t tree_type;
  std::uint8_t record_size;
  std::uint8_t place_at;
  std::uint8_t place_size;
};
inline constexpr DenseKind dense_links{5, 11, 4, 7};
inline constexpr DenseKind dense_attributes{8, 17, 0, 8};

/// The messages kept outside the object header, as a link info (order_width 8) or attribute info (order_width 2)
/// message points to them; none when there is no heap. The order is that of the index, by hash.
std::vector<std::span<const std::byte>> read_dense(FileBytes& file, std::span<const std::byte> info_message,
                                                   std::uint64_t order_width, const DenseKind& kind);

}  // namespace kvant::formats::hdf5
