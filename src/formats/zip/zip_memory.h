// SPDX-License-Identifier: Apache-2.0
// The file that minizip reads and writes, in memory.
#pragma once

#include <minizip/ioapi.h>

#include <cstddef>
#include <span>
#include <vector>

namespace kvant::formats {

/// Is read from `input`, or is written to `output`.
struct ZipMemory {
  std::span<const std::byte> input;
  std::vector<std::byte> output;
  std::size_t position = 0;
  bool read_beyond_end = false;

  /// minizip's functions on this object, which must outlive their use and stay where it is.
  zlib_filefunc64_def functions();
};

}  // namespace kvant::formats
