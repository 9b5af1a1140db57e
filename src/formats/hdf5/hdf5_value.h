// SPDX-License-Identifier: Apache-2.0
// The type, the shape and the elements of an HDF5 dataset or attribute.
#pragma once

#include "formats/hdf5/hdf5_bytes.h"
#include "formats/hdf5/hdf5_tree.h"

namespace kvant::formats::hdf5 {

struct Datatype {
  enum class Kind { numbers, fixed_string, variable_string };
  Kind kind = Kind::numbers;
  DType dtype = DType::float32;  ///< of numbers
  std::uint64_t size = 0;        ///< bytes of an element as stored
  bool space_padded = false;     ///< of fixed strings
};

struct Dataspace {
  Shape shape;
  bool null = false;           ///< holds no elements at all
  std::uint64_t elements = 0;  ///< their number
};

/// Reads a datatype message. Throws Error for a type other than little-endian integers, IEEE floats, bfloat16,
/// booleans as h5py writes them, and strings.
Datatype read_datatype(const FileBytes& file, std::span<const std::byte> body);

/// Reads a dataspace message of version 1 or 2.
Dataspace read_dataspace(const FileBytes& file, std::span<const std::byte> body);

/// The elements in `data`, which must be exactly as many as the dataspace says.
Hdf5Value read_elements(FileBytes& file, const Datatype& type, const Dataspace& space, std::span<const std::byte> data);

/// Reads an attribute message of version 1, 2 or 3.
Hdf5Attribute read_attribute(FileBytes& file, std::span<const std::byte> body);

}  // namespace kvant::formats::hdf5
