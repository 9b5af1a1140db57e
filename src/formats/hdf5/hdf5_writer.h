// SPDX-License-Identifier: Apache-2.0
// Tree -> HDF5 bytes that h5py and Keras read.
#pragma once

#include "formats/hdf5/hdf5_tree.h"

#include <cstddef>
#include <vector>

namespace kvant::formats {

/// Writes a whole file: superblock 0, groups by symbol table, contiguous datasets, strings of variable length in UTF-8.
/// The same tree gives the same bytes. The format keeps children by name, so they read back in that order.
/// Throws Error for names that are empty, twice in a group or hold '/', for strings with NUL, attributes beyond 64 kB,
/// and types that HDF5 has no name for (complex, int4).
std::vector<std::byte> write_hdf5(const Hdf5Tree& tree);

}  // namespace kvant::formats
