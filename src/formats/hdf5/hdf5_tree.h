// SPDX-License-Identifier: Apache-2.0
// What an HDF5 file of a model holds, as values: groups, datasets and their attributes.
#pragma once

#include <kvant/types/array.h>

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace kvant::formats {

/// One string, a list of strings, or numbers. Strings are UTF-8 without NUL.
using Hdf5Value = std::variant<std::string, std::vector<std::string>, Array>;

struct Hdf5Attribute {
  std::string name;
  Hdf5Value value;
};

/// A group (no value) or a dataset (a value and no children).
struct Hdf5Node {
  std::string name;  ///< of one step, without '/'; empty for the root
  std::optional<Hdf5Value> value;
  std::vector<Hdf5Attribute> attributes;
  std::vector<Hdf5Node> children;

  bool is_group() const { return !value; }

  /// The node at a path below this one ("layers/dense/vars/0"); "" is this node. Null when it is not there.
  const Hdf5Node* find(std::string_view path) const;
  /// The value of an attribute of this node. Null when it is not there.
  const Hdf5Value* find_attribute(std::string_view attribute) const;

  /// The group at a path below this one; what is missing of it is made. The reference holds until a sibling of a group
  /// on the path is added. Throws Error when a dataset stands on the path or a step is empty.
  Hdf5Node& group(std::string_view path);
  /// Adds a dataset at a path below this group, with the groups that lead to it. Throws Error when the path is taken.
  Hdf5Node& add_dataset(std::string_view path, Hdf5Value dataset);
  /// Adds an attribute to this node, or replaces its value.
  void set_attribute(std::string_view attribute, Hdf5Value attribute_value);
};

/// A file is its root group.
using Hdf5Tree = Hdf5Node;

/// The strings of a value: one string is a list of one, and no numbers at all are no strings (so h5py writes an empty
/// list). Throws Error, at `where`, for numbers.
std::vector<std::string> strings_of(const Hdf5Value& value, std::string_view where);

}  // namespace kvant::formats
