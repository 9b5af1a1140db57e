// SPDX-License-Identifier: Apache-2.0
// HDF5 bytes -> tree: the part of the format that h5py and Keras write.
#pragma once

#include "formats/hdf5/hdf5_tree.h"

#include <span>

namespace kvant::formats {

/// Reads a whole file. `name` stands in errors. Children come in the order of the file: by name in groups of the first
/// kind, in order of creation or by hash in those of HDF5 1.8.
/// Read are: superblock 0 to 3, object headers 1 and 2, all three kinds of groups, contiguous and compact datasets of
/// integers, floats, booleans and strings. Throws Error for chunked or external data, soft links, an object with two
/// paths, and any file that is damaged.
Hdf5Tree read_hdf5(std::span<const std::byte> bytes, std::string_view name);

}  // namespace kvant::formats
