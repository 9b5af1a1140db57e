// SPDX-License-Identifier: Apache-2.0
// Superblock, object headers and groups. Their layouts are drawn where they are read: hdf5_reader.cpp, hdf5_header.cpp
// and hdf5_links.cpp.
//
// The file: superblock | strings | objects, children before their group:
//   a dataset is   elements | object header
//   a group is     ...children | local heap with the names | symbol nodes | B-tree of one level | object header
#include "formats/hdf5/hdf5_writer.h"

#include "formats/hdf5/hdf5_format.h"
#include "formats/hdf5/hdf5_messages.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace kvant::formats {
namespace {

using namespace hdf5;

// Half of the symbols a symbol node has room for, and half of the nodes a B-tree node has room for. HDF5's defaults;
// the second grows with the largest group, so one B-tree node suffices for each group.
constexpr std::uint64_t leaf_constant = 4;
constexpr std::uint64_t least_tree_constant = 16;
constexpr std::uint64_t symbols_per_node = 2 * leaf_constant;

std::uint64_t node_count(std::uint64_t children) { return (children + symbols_per_node - 1) / symbols_per_node; }

std::uint64_t largest_group(const Hdf5Node& node, int depth) {
  if (depth > deepest_path) throw Error("hdf5", "groups are nested too deeply", node.name);
  std::uint64_t most = node.children.size();
  for (const Hdf5Node& child : node.children) most = std::max(most, largest_group(child, depth + 1));
  return most;
}

std::uint16_t plan_tree_constant(const Hdf5Node& tree) {
  const std::uint64_t largest = largest_group(tree, 0);
  const std::uint64_t constant = std::max(least_tree_constant, (node_count(largest) + 1) / 2);
  // A B-tree node counts its children in 16 bits.
  if (constant > std::numeric_limits<std::uint16_t>::max() / 2) {
    throw Error("hdf5", "a group has too many children", std::to_string(largest));
  }
  return static_cast<std::uint16_t>(constant);
}

class TreeWriter {
 public:
  std::vector<std::byte> write(const Hdf5Tree& tree) {
    tree_constant_ = plan_tree_constant(tree);
    write_superblock();
    strings_.write(tree);
    file_.patch(root_header_at, write_object(tree));
    file_.patch(end_of_file_at, file_.size());
    return file_.take();
  }

 private:
  using Messages = std::vector<std::pair<Message, Output>>;
  static constexpr std::uint64_t end_of_file_at = 40;
  static constexpr std::uint64_t root_header_at = 64;

  struct Child {
    std::string_view name;
    std::uint64_t header;
    std::uint64_t name_at;
  };

  void write_superblock() {
    file_.text(signature);
    file_.zeros(5);
    file_.u8(8);
    file_.u8(8);
    file_.u8(0);
    file_.u16(leaf_constant);
    file_.u16(tree_constant_);
    file_.u32(0);
    file_.u64(0);
    file_.u64(undefined_address);
    file_.u64(0);
    file_.u64(undefined_address);
    file_.zeros(40);
  }

  /// Returns the address of the object header.
  std::uint64_t write_object(const Hdf5Node& node) {
    Messages messages;
    if (node.value) {
      if (!node.children.empty()) throw Error("hdf5", "a dataset must not have children", node.name);
      messages = write_dataset(*node.value);
    } else {
      messages.emplace_back(message_symbol_table, write_group(node));
    }
    check_names(node.attributes, "an attribute");
    for (const Hdf5Attribute& attribute : node.attributes) {
      messages.emplace_back(message_attribute, write_attribute(attribute, strings_));
    }
    return write_header(messages);
  }

  std::uint64_t write_header(Messages& messages) {
    std::uint64_t length = 0;
    for (auto& [type, body] : messages) {
      body.align();
      length += 8 + body.size();
    }
    if (messages.size() > std::numeric_limits<std::uint16_t>::max() ||
        length > std::numeric_limits<std::uint32_t>::max()) {
      throw Error("hdf5", "an object has too many attributes", std::to_string(messages.size()));
    }
    const std::uint64_t address = file_.size();
    file_.u16(1);
    file_.u16(static_cast<std::uint16_t>(messages.size()));
    file_.u32(1);
    file_.u32(static_cast<std::uint32_t>(length));
    file_.u32(0);
    for (const auto& [type, body] : messages) {
      file_.u16(type);
      file_.u16(static_cast<std::uint16_t>(body.size()));
      file_.u32(type == message_datatype || type == message_fill_value ? 1 : 0);  // 1: it never changes
      file_.raw(body.bytes());
    }
    return address;
  }

  Messages write_dataset(const Hdf5Value& value) {
    const Output elements = write_elements(value, strings_);
    Output fill;
    fill.u32(0x01020202);  // version 2, space when needed, filled if set, with the default
    fill.u32(0);
    Output layout;
    layout.u8(3);
    layout.u8(1);
    layout.u64(elements.size() == 0 ? undefined_address : file_.size());
    layout.u64(elements.size());
    file_.raw(elements.bytes());
    file_.align();
    Messages messages;
    messages.emplace_back(message_dataspace, write_dataspace(value));
    messages.emplace_back(message_datatype, write_datatype(value));
    messages.emplace_back(message_fill_value, std::move(fill));
    messages.emplace_back(message_layout, std::move(layout));
    return messages;
  }

  /// Returns the symbol table message.
  Output write_group(const Hdf5Node& node) {
    check_names(node.children, "a child");
    std::vector<Child> children;
    for (const Hdf5Node& child : node.children) children.push_back({child.name, write_object(child), 0});
    std::sort(children.begin(), children.end(), [](const Child& a, const Child& b) { return a.name < b.name; });
    const std::uint64_t heap = write_names(children);
    const std::uint64_t nodes = file_.size();
    write_symbols(children);
    Output table;
    table.u64(write_tree(children, nodes));
    table.u64(heap);
    return table;
  }

  std::uint64_t write_names(std::vector<Child>& children) {
    constexpr std::uint64_t no_free_space = 1;
    Output names;
    names.zeros(8);  // the empty name, before all others
    for (Child& child : children) {
      child.name_at = names.size();
      names.text(child.name);
      names.u8(0);
      names.align();
    }
    const std::uint64_t address = file_.size();
    file_.text("HEAP");
    file_.u32(0);
    file_.u64(names.size());
    file_.u64(no_free_space);
    file_.u64(address + 32);
    file_.raw(names.bytes());
    return address;
  }

  static constexpr std::uint64_t symbol_node_size = 8 + symbols_per_node * 40;

  void write_symbols(const std::vector<Child>& children) {
    for (std::size_t first = 0; first < children.size(); first += symbols_per_node) {
      const std::size_t count = std::min<std::size_t>(symbols_per_node, children.size() - first);
      file_.text("SNOD");
      file_.u16(1);
      file_.u16(static_cast<std::uint16_t>(count));
      for (std::size_t i = first; i < first + count; ++i) {
        file_.u64(children[i].name_at);
        file_.u64(children[i].header);
        file_.zeros(24);
      }
      file_.zeros((symbols_per_node - count) * 40);
    }
  }

  std::uint64_t write_tree(const std::vector<Child>& children, std::uint64_t nodes) {
    const std::uint64_t address = file_.size();
    const std::uint64_t count = node_count(children.size());
    file_.text("TREE");
    file_.u16(0);
    file_.u16(static_cast<std::uint16_t>(count));
    file_.u64(undefined_address);
    file_.u64(undefined_address);
    file_.u64(0);
    for (std::uint64_t node = 0; node < count; ++node) {
      const std::size_t last = std::min<std::size_t>(children.size(), (node + 1) * symbols_per_node) - 1;
      file_.u64(nodes + node * symbol_node_size);
      file_.u64(children[last].name_at);
    }
    file_.zeros((std::uint64_t{2} * tree_constant_ - count) * 16);
    return address;
  }

  template <class Named>
  static void check_names(const std::vector<Named>& all, const std::string& what) {
    std::vector<std::string_view> names;
    for (const Named& one : all) {
      const std::string& name = one.name;
      if (name.empty() || name == "." || name.find('/') != std::string::npos || name.find('\0') != std::string::npos) {
        throw Error("hdf5", what + " must have a name without '/' and NUL", name.c_str());
      }
      names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    const auto twin = std::adjacent_find(names.begin(), names.end());
    if (twin != names.end()) throw Error("hdf5", what + " is given twice", std::string(*twin));
  }

  Output file_;
  StringHeap strings_{file_};
  std::uint16_t tree_constant_ = 0;
};

}  // namespace

std::vector<std::byte> write_hdf5(const Hdf5Tree& tree) {
  if (!tree.is_group()) throw Error("hdf5", "the root must be a group");
  return TreeWriter().write(tree);
}

}  // namespace kvant::formats
