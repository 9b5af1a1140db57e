// SPDX-License-Identifier: Apache-2.0
// From the superblock down the tree of groups to the datasets.
#include "formats/hdf5/hdf5_reader.h"

#include "formats/hdf5/hdf5_dense.h"
#include "formats/hdf5/hdf5_links.h"
#include "formats/hdf5/hdf5_value.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace kvant::formats {
namespace {

using namespace hdf5;

// Versions 0 and 1:
//   0 signature   8 version, 4 unused   13 bytes of an address   14 bytes of a length   16 group constants
//   20 flags   [version 1: 24 chunk constant and unused, 4 bytes]   24 base address   32 free space   40 end of file
//   48 driver   56 root: 0 name, 8 bytes   8 object header, 8 bytes   ...
// Versions 2 and 3:
//   0 signature   8 version   9 bytes of an address   10 bytes of a length   11 flags   12 base address   20 extension
//   28 end of file   36 root object header   44 checksum
std::uint64_t read_superblock(FileBytes& file) {
  constexpr std::string_view what = "the superblock";
  const auto bytes = file.from(0, what);
  if (bytes.size() < signature.size() || std::memcmp(bytes.data(), signature.data(), signature.size()) != 0) {
    file.fail("is not an HDF5 file: its signature is missing", std::to_string(bytes.size()) + " bytes");
  }
  Cursor fields(file, bytes.subspan(signature.size()), what);
  const std::uint8_t version = fields.u8();
  if (version > 3) file.fail("must have a superblock of version 0 to 3", std::to_string(version));
  if (version < 2) fields.skip(4);
  const std::uint8_t address_bytes = fields.u8();
  const std::uint8_t length_bytes = fields.u8();
  if (address_bytes != 8 || length_bytes != 8) {
    file.fail("must have addresses and lengths of 8 bytes",
              std::to_string(address_bytes) + " and " + std::to_string(length_bytes));
  }
  fields.skip(version == 0 ? 9 : version == 1 ? 13 : 1);
  if (fields.u64() != 0) file.fail("must have the base address 0");
  fields.skip(8);
  const std::uint64_t end = fields.u64();
  if (end > file.size()) {
    file.fail("is truncated: it should have " + std::to_string(end) + " bytes", std::to_string(file.size()));
  }
  if (version < 2) fields.skip(16);
  return fields.u64();
}

class TreeReader {
 public:
  explicit TreeReader(FileBytes& file) : file_(file) {}

  void read_object(std::uint64_t address, int depth, Hdf5Node& node) {
    if (depth > deepest_path) file_.fail("groups are nested too deeply");
    file_.visit_object(address);
    const std::vector<HeaderMessage> messages = read_header(file_, address);
    read_attributes(messages, node);
    if (is_group(messages)) {
      read_children(messages, depth, node);
    } else {
      node.value = read_dataset(messages);
    }
  }

 private:
  void read_attributes(const std::vector<HeaderMessage>& messages, Hdf5Node& node) {
    for (const HeaderMessage& message : messages) {
      if (message.type != message_attribute) continue;
      if (message.shared) file_.fail("shared attributes are not supported");
      node.attributes.push_back(read_attribute(file_, message.body));
    }
    if (const HeaderMessage* info = find_message(file_, messages, message_attribute_info)) {
      for (const auto body : read_dense(file_, info->body, 2, dense_attributes)) {
        node.attributes.push_back(read_attribute(file_, body));
      }
    }
    check_names(node.attributes, "an attribute");
  }

  void read_children(const std::vector<HeaderMessage>& messages, int depth, Hdf5Node& node) {
    const std::vector<Link> links = read_links(file_, messages);
    check_names(links, "a child");
    node.children.reserve(links.size());
    const std::size_t path_length = file_.path.size();
    for (const Link& link : links) {
      file_.path += '/' + link.name;
      Hdf5Node& child = node.children.emplace_back();
      child.name = link.name;
      read_object(link.header_address, depth + 1, child);
      file_.path.resize(path_length);
    }
  }

  template <class Named>
  void check_names(const std::vector<Named>& all, const std::string& what) const {
    std::vector<std::string_view> names;
    for (const Named& one : all) {
      if (one.name.empty() || one.name.find('/') != std::string::npos)
        file_.fail(what + " has no valid name", one.name);
      names.push_back(one.name);
    }
    std::sort(names.begin(), names.end());
    const auto twin = std::adjacent_find(names.begin(), names.end());
    if (twin != names.end()) file_.fail(what + " is there twice", std::string(*twin));
  }

  Hdf5Value read_dataset(const std::vector<HeaderMessage>& messages) {
    const HeaderMessage* type_message = find_message(file_, messages, message_datatype);
    const HeaderMessage* space_message = find_message(file_, messages, message_dataspace);
    const HeaderMessage* layout_message = find_message(file_, messages, message_layout);
    if (!type_message || !space_message || !layout_message) file_.fail("is neither a group nor a dataset");
    const Datatype type = read_datatype(file_, type_message->body);
    const Dataspace space = read_dataspace(file_, space_message->body);
    return read_elements(file_, type, space, stored_elements(space, layout_message->body));
  }

  // 0 version 3 or 4   1 class
  // Class 0, compact:     2 length, 2 bytes    4 elements
  // Class 1, contiguous:  2 address, 8 bytes   10 length, 8 bytes
  std::span<const std::byte> stored_elements(const Dataspace& space, std::span<const std::byte> body) {
    Cursor fields(file_, body, "a layout message");
    const std::uint8_t version = fields.u8();
    if (version != 3 && version != 4) file_.fail("a layout must be of version 3 or 4", std::to_string(version));
    const std::uint8_t layout = fields.u8();
    if (layout == 2) file_.fail("chunked storage is not supported");
    if (layout > 2) file_.fail("a layout must be compact or contiguous", std::to_string(layout));
    if (layout == 0) {
      const auto elements = fields.take(fields.u16());
      return space.elements == 0 ? elements.first(0) : elements;
    }
    const std::uint64_t address = fields.u64();
    const std::uint64_t length = fields.u64();
    if (space.elements == 0) return {};
    if (address == undefined_address) file_.fail("its elements are not stored in the file");
    return file_.take(address, length, "its elements");
  }

  FileBytes& file_;
};

}  // namespace

Hdf5Tree read_hdf5(std::span<const std::byte> bytes, std::string_view name) {
  FileBytes file(bytes, name);
  const std::uint64_t root = read_superblock(file);
  Hdf5Tree tree;
  TreeReader(file).read_object(root, 0, tree);
  if (!tree.is_group()) file.fail("its root must be a group");
  return tree;
}

}  // namespace kvant::formats
