// SPDX-License-Identifier: Apache-2.0
// Values -> the messages of an HDF5 object header, and the heap their strings lie in.
#pragma once

#include "formats/hdf5/hdf5_output.h"
#include "formats/hdf5/hdf5_tree.h"

#include <unordered_map>

namespace kvant::formats::hdf5 {

/// Writes the strings of a tree into global heap collections and remembers where each one went.
class StringHeap {
 public:
  explicit StringHeap(Output& file) : file_(file) {}

  /// Writes all strings of the tree, which must outlive this. Throws Error for a string with a NUL.
  void write(const Hdf5Node& tree);

  /// Writes the 16 bytes that refer to a string of the tree.
  void refer(Output& out, const std::string& text) const;

 private:
  struct Place {
    std::uint64_t address;
    std::uint16_t index;
  };

  void collect(const Hdf5Node& node);
  void collect(const Hdf5Value& value);
  void add(const std::string& text);
  void close();

  Output& file_;
  Output objects_;  ///< of the collection being filled
  std::uint16_t last_index_ = 0;
  std::unordered_map<const std::string*, Place> places_;
};

/// A datatype message for the value's elements. Throws Error for a type HDF5 has no name for.
Output write_datatype(const Hdf5Value& value);
/// A dataspace message of version 1.
Output write_dataspace(const Hdf5Value& value);
/// The elements: numbers as they are, strings as references.
Output write_elements(const Hdf5Value& value, const StringHeap& strings);
/// An attribute message of version 1. Throws Error when it has no name or exceeds the 64 kB a message may have.
Output write_attribute(const Hdf5Attribute& attribute, const StringHeap& strings);

}  // namespace kvant::formats::hdf5
