// SPDX-License-Identifier: Apache-2.0
// Blocks of a table, checked one by one.
#include "formats/saved_model/sorted_table.h"

#include "formats/protobuf/wire_writer.h"
#include "formats/saved_model/crc32c.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <cstdint>

namespace kvant::formats {
namespace {

using Bytes = std::span<const std::byte>;
constexpr std::size_t footer_length = 48;
constexpr std::uint64_t magic = 0xdb4775248b80fb57u;
constexpr std::size_t trailer_length = 5;
constexpr std::uint64_t most_key_bytes = 1 << 16;

std::uint64_t unsigned_of(Bytes bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<std::uint64_t>(bytes[i]);
  return value;
}

class TableReader {
 public:
  TableReader(Bytes file, const std::string& name) : file_(file), name_(name) {}

  std::map<std::string, std::string> read() {
    if (file_.size() < footer_length || unsigned_of(file_.last(8)) != magic) fail("does not end as a table of keys");
    Bytes footer = file_.last(footer_length);
    take_varint(footer);  // of the empty block, which nobody needs
    take_varint(footer);
    for (const auto& [key, handle] : read_block(footer)) {
      Bytes rest = std::as_bytes(std::span(handle));
      for (auto& [inner, value] : read_block(rest)) entries_[inner] = std::move(value);
    }
    return std::move(entries_);
  }

 private:
  using Entries = std::vector<std::pair<std::string, std::string>>;

  [[noreturn]] void fail(const std::string& what) const { throw Error(name_, what); }

  Bytes take(Bytes& from, std::uint64_t length) const {
    if (length > from.size()) fail("is damaged: an entry is cut off");
    const Bytes taken = from.first(static_cast<std::size_t>(length));
    from = from.subspan(static_cast<std::size_t>(length));
    return taken;
  }

  std::uint64_t take_varint(Bytes& from) const {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 63; shift += 7) {
      const auto byte = static_cast<std::uint64_t>(take(from, 1)[0]);
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
    fail("is damaged: a number has too many bytes");
  }

  /// handle: offset and size, which it is moved behind.
  Entries read_block(Bytes& handle) {
    const std::uint64_t offset = take_varint(handle), size = take_varint(handle);
    if (offset > file_.size() || size > file_.size() - offset || file_.size() - offset - size < trailer_length)
      fail("is damaged: a block reaches beyond the end");
    const Bytes block = file_.subspan(static_cast<std::size_t>(offset), static_cast<std::size_t>(size));
    const Bytes trailer = file_.subspan(static_cast<std::size_t>(offset + size), trailer_length);
    if (masked(crc32c(trailer.first(1), crc32c(block))) != unsigned_of(trailer.last(4)))
      fail("is damaged: the checksum of a block differs");
    if (trailer[0] != std::byte{0}) fail("has a compressed block, which is not supported");
    read_ += size;
    if (read_ > 2 * file_.size()) fail("is damaged: blocks overlap");
    return entries_of(block);
  }

  Entries entries_of(Bytes block) {
    if (block.size() < 4) fail("is damaged: a block is too short");
    const std::uint64_t restarts = unsigned_of(block.last(4));
    if (restarts > (block.size() - 4) / 4) fail("is damaged: a block has too many restarts");
    Bytes rest = block.first(block.size() - 4 - 4 * static_cast<std::size_t>(restarts));
    Entries entries;
    std::string key;
    while (!rest.empty()) {
      const std::uint64_t shared = take_varint(rest), unshared = take_varint(rest), length = take_varint(rest);
      if (shared > key.size() || shared + unshared > most_key_bytes) fail("is damaged: a key does not fit");
      const Bytes end = take(rest, unshared), value = take(rest, length);
      key.resize(static_cast<std::size_t>(shared));
      key.append(reinterpret_cast<const char*>(end.data()), end.size());
      key_bytes_ += key.size();
      if (key_bytes_ > 64 * file_.size() + most_key_bytes) fail("is damaged: its keys are longer than it is");
      entries.emplace_back(key, std::string(reinterpret_cast<const char*>(value.data()), value.size()));
    }
    return entries;
  }

  Bytes file_;
  const std::string& name_;
  std::uint64_t read_ = 0, key_bytes_ = 0;
  std::map<std::string, std::string> entries_;
};

constexpr std::size_t restart_interval = 16;

std::string block_of(const std::map<std::string, std::string>& entries, std::size_t interval) {
  WireWriter body, restarts;
  std::string block, last;
  std::size_t number = 0, restart_count = 0;
  for (const auto& [key, value] : entries) {
    std::size_t shared = 0;
    if (number++ % interval == 0) {
      restarts.bare_fixed32(static_cast<std::uint32_t>(block.size()));
      ++restart_count;
    } else {
      while (shared < std::min(key.size(), last.size()) && key[shared] == last[shared]) ++shared;
    }
    WireWriter head;
    head.bare_varint(shared).bare_varint(key.size() - shared).bare_varint(value.size());
    block += head.text() + key.substr(shared) + value;
    last = key;
  }
  if (restart_count == 0) {
    restarts.bare_fixed32(0);
    restart_count = 1;
  }
  restarts.bare_fixed32(static_cast<std::uint32_t>(restart_count));
  return block + restarts.text();
}

/// Appends the block with its trailer and returns its handle.
std::string put(std::string& file, const std::string& block) {
  WireWriter handle, checksum;
  handle.bare_varint(file.size()).bare_varint(block.size());
  file += block + '\0';
  checksum.bare_fixed32(masked(crc32c(std::as_bytes(std::span(file).last(block.size() + 1)))));
  file += checksum.text();
  return handle.text();
}

}  // namespace

std::map<std::string, std::string> read_sorted_table(std::span<const std::byte> bytes, const std::string& name) {
  return TableReader(bytes, name).read();
}

std::vector<std::byte> write_sorted_table(const std::map<std::string, std::string>& entries) {
  std::string file;
  const std::string data = put(file, block_of(entries, restart_interval));
  const std::string empty = put(file, block_of({}, 1));
  const std::string index = put(file, block_of({{entries.rbegin()->first, data}}, 1));
  std::string footer = empty + index;
  footer.resize(footer_length - 8, '\0');
  WireWriter end;
  end.bare_fixed32(static_cast<std::uint32_t>(magic)).bare_fixed32(static_cast<std::uint32_t>(magic >> 32));
  file += footer + end.text();
  const auto bytes = std::as_bytes(std::span(file));
  return {bytes.begin(), bytes.end()};
}

}  // namespace kvant::formats
