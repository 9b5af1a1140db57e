// SPDX-License-Identifier: Apache-2.0
// Several arrays under names: NumPy's .npz format, a ZIP archive of .npy files.
#pragma once

#include <kvant/types/array.h>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kvant::data {

struct NamedArray {
  std::string name;
  Array array;
};

/// The arrays in the order of the archive; the entry "x.npy" is the array x, other entries are passed over.
/// name stands before every message. Throws Error for a malformed archive or array, and for a name that comes twice.
std::vector<NamedArray> read_npz(std::span<const std::byte> bytes, std::string_view name);

/// An archive that numpy.load reads. Throws Error for an empty name and one that comes twice.
std::vector<std::byte> write_npz(const std::vector<NamedArray>& arrays);

/// The array of a name. Throws Error that begins with file and lists the names there are.
const Array& array_of(const std::vector<NamedArray>& arrays, std::string_view array_name, std::string_view file);

}  // namespace kvant::data
