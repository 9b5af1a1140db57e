// SPDX-License-Identifier: Apache-2.0
// Groups of all three kinds: symbol table, link messages, and links in a fractal heap.
#include "formats/hdf5/hdf5_links.h"

#include "formats/hdf5/hdf5_dense.h"

#include <algorithm>
#include <utility>

namespace kvant::formats::hdf5 {
namespace {

/// A group of the first kind: a B-tree leads to symbol nodes, whose names lie in a local heap.
class SymbolTable {
 public:
  SymbolTable(FileBytes& file, std::span<const std::byte> body) : file_(file) {
    Cursor fields(file_, body, "a symbol table message");
    tree_ = fields.u64();
    read_names(fields.u64());
  }

  std::vector<Link> read() {
    read_tree(tree_, -1);
    return std::move(links_);
  }

 private:
  // A local heap: 0 "HEAP"   4 version, 3 unused   8 size, 8 bytes   16 free list   24 address of the names, 8 bytes
  void read_names(std::uint64_t address) {
    Cursor heap(file_, file_.take(address, 32, "a local heap"), "a local heap");
    heap.expect("HEAP");
    heap.skip(4);
    const std::uint64_t length = heap.u64();
    heap.skip(8);
    names_ = file_.take(heap.u64(), length, "a local heap");
  }

  // 0 "TREE"   4 kind 0   5 level   6 children, 2 bytes   8 left, 16 right sibling   24 name, child, name, child, ...
  // 8 bytes each. Children of level 0 are symbol nodes. The level falls with each step, so the way down ends.
  void read_tree(std::uint64_t address, int expected_level) {
    constexpr std::string_view what = "a group's B-tree";
    Cursor node(file_, file_.take(address, 24, what), what);
    node.expect("TREE");
    if (node.u8() != 0) file_.fail("a group's B-tree is of another kind");
    const int level = node.u8();
    if (expected_level >= 0 && level != expected_level) file_.fail("a group's B-tree has a wrong level");
    const std::uint16_t children = node.u16();
    Cursor keys(file_, file_.take(address + 24, std::uint64_t{children} * 16, what), what);
    for (int child = 0; child < children; ++child) {
      keys.skip(8);
      const std::uint64_t below = keys.u64();
      if (level == 0) {
        read_symbols(below);
      } else {
        read_tree(below, level - 1);
      }
    }
  }

  // 0 "SNOD"   4 version   5 unused   6 symbols, 2 bytes   8 symbols, 40 bytes each:
  //   0 name's place in the heap, 8 bytes   8 object header, 8 bytes   16 kind of what is cached   24 cached
  void read_symbols(std::uint64_t address) {
    constexpr std::string_view what = "a symbol node";
    Cursor node(file_, file_.take(address, 8, what), what);
    node.expect("SNOD");
    node.skip(2);
    const std::uint16_t count = node.u16();
    Cursor symbols(file_, file_.take(address + 8, std::uint64_t{count} * 40, what), what);
    for (int symbol = 0; symbol < count; ++symbol) {
      const std::string name = name_at(symbols.u64());
      const std::uint64_t header = symbols.u64();
      if (symbols.u32() == 2) file_.fail("soft links are not supported", name);
      symbols.skip(20);
      links_.push_back({name, header});
    }
  }

  std::string name_at(std::uint64_t place) {
    if (place > names_.size()) file_.fail("a name lies outside its heap", std::to_string(place));
    const auto rest = names_.subspan(static_cast<std::size_t>(place));
    const auto end = std::find(rest.begin(), rest.end(), std::byte{0});
    if (end == rest.end()) file_.fail("a name in a local heap has no end");
    file_.count(static_cast<std::uint64_t>(end - rest.begin()));
    return text_of(rest);
  }

  FileBytes& file_;
  std::uint64_t tree_ = 0;
  std::span<const std::byte> names_;
  std::vector<Link> links_;
};

// 0 version 1   1 flags   [kind]   [creation order, 8 bytes]   [character set]   length of the name, 1 to 8 bytes name
// A hard link ends with the address of the object header, 8 bytes.
Link read_link(const FileBytes& file, std::span<const std::byte> body) {
  Cursor fields(file, body, "a link message");
  const std::uint8_t version = fields.u8();
  if (version != 1) file.fail("a link message must be of version 1", std::to_string(version));
  const std::uint8_t flags = fields.u8();
  const std::uint8_t kind = (flags & 0x08) ? fields.u8() : 0;
  if (flags & 0x04) fields.skip(8);
  if (flags & 0x10) fields.skip(1);
  Link link;
  link.name = fields.text(fields.unsigned_of(std::uint64_t{1} << (flags & 3)));
  if (kind != 0) file.fail("soft and external links are not supported", link.name);
  link.header_address = fields.u64();
  return link;
}

}  // namespace

bool is_group(const std::vector<HeaderMessage>& messages) {
  return std::any_of(messages.begin(), messages.end(), [](const HeaderMessage& message) {
    return message.type == message_symbol_table || message.type == message_link_info || message.type == message_link;
  });
}

std::vector<Link> read_links(FileBytes& file, const std::vector<HeaderMessage>& messages) {
  if (const HeaderMessage* table = find_message(file, messages, message_symbol_table)) {
    return SymbolTable(file, table->body).read();
  }
  std::vector<Link> links;
  for (const HeaderMessage& message : messages) {
    if (message.type != message_link) continue;
    if (message.shared) file.fail("shared links are not supported");
    links.push_back(read_link(file, message.body));
  }
  if (const HeaderMessage* info = find_message(file, messages, message_link_info)) {
    // 0 version   1 flags   [greatest creation order, 8 bytes]   addresses of the fractal heap and its index
    for (const auto body : read_dense(file, info->body, 8, dense_links)) links.push_back(read_link(file, body));
  }
  return links;
}

}  // namespace kvant::formats::hdf5
