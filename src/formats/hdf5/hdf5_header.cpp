// SPDX-License-Identifier: Apache-2.0
// Object headers of version 1 (all HDF5) and 2 (HDF5 1.8 and later).
#include "formats/hdf5/hdf5_header.h"

#include <utility>

namespace kvant::formats::hdf5 {
namespace {

constexpr std::string_view what = "an object header";

struct Block {
  std::uint64_t address;
  std::uint64_t length;
};

class HeaderReader {
 public:
  explicit HeaderReader(FileBytes& file) : file_(file) {}

  std::vector<HeaderMessage> read(std::uint64_t address) {
    const auto start = file_.from(address, what);
    if (start.empty()) file_.fail("an object header is missing at the end of the file");
    if (start.front() == std::byte{1}) {
      read_version_1(address);
    } else {
      read_version_2(address);
    }
    return std::move(messages_);
  }

 private:
  // Version 1:
  //   0 version 1   1 unused   2 messages, 2 bytes   4 references, 4 bytes   8 length of the first block, 4 bytes
  //   12 unused     16 messages...
  // A message: 0 type, 2 bytes   2 length, 2 bytes   4 flags   5 unused   8 body
  void read_version_1(std::uint64_t address) {
    Cursor prefix(file_, file_.take(address, 16, what), what);
    prefix.skip(2);
    std::uint32_t count = prefix.u16();
    prefix.skip(4);
    blocks_.push_back({address + 16, prefix.u32()});
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      const Block block = blocks_[i];
      Cursor cursor(file_, file_.take(block.address, block.length, what), what);
      for (; count > 0 && cursor.left() >= 8; --count) {
        const std::uint16_t type = cursor.u16();
        const std::uint16_t length = cursor.u16();
        const std::uint8_t flags = cursor.u8();
        cursor.skip(3);
        add(type, flags, cursor.take(length));
      }
    }
  }

  // Version 2:
  //   0 "OHDR"   4 version 2   5 flags   [4 times, 4 bytes each]   [attribute limits, 2 bytes each]
  //   length of the first block, 1 to 8 bytes   messages...   checksum, 4 bytes
  // A message: 0 type   1 length, 2 bytes   3 flags   [creation order, 2 bytes]   body
  // Further blocks begin with "OCHK" and end with a checksum.
  void read_version_2(std::uint64_t address) {
    Cursor prefix(file_, file_.from(address, what), what);
    prefix.expect("OHDR");
    const std::uint8_t version = prefix.u8();
    if (version != 2) file_.fail("an object header must be of version 1 or 2", std::to_string(version));
    const std::uint8_t flags = prefix.u8();
    if (flags & 0x20) prefix.skip(16);
    if (flags & 0x10) prefix.skip(4);
    const std::uint64_t length = prefix.unsigned_of(std::uint64_t{1} << (flags & 3));
    file_.count(prefix.at());
    const bool has_order = (flags & 0x04) != 0;
    read_messages_2(file_.take(address + prefix.at(), length, what), has_order);
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      const Block block = blocks_[i];
      if (block.length < 8) file_.fail("a continued object header is too short", std::to_string(block.length));
      const auto bytes = file_.take(block.address, block.length, what);
      Cursor(file_, bytes, what).expect("OCHK");
      read_messages_2(bytes.subspan(4, bytes.size() - 8), has_order);
    }
  }

  void read_messages_2(std::span<const std::byte> bytes, bool has_order) {
    Cursor cursor(file_, bytes, what);
    const std::size_t prefix = has_order ? 6 : 4;
    while (cursor.left() >= prefix) {
      const std::uint8_t type = cursor.u8();
      const std::uint16_t length = cursor.u16();
      const std::uint8_t flags = cursor.u8();
      if (has_order) cursor.skip(2);
      add(type, flags, cursor.take(length));
    }
  }

  void add(std::uint16_t type, std::uint8_t flags, std::span<const std::byte> body) {
    if (type == message_continuation) {
      Cursor cursor(file_, body, "a continuation message");
      const std::uint64_t address = cursor.u64();
      blocks_.push_back({address, cursor.u64()});
      // A block without a byte would cost nothing of what a file may lead to.
      if (blocks_.back().length == 0) file_.fail("a continued object header is empty");
    } else {
      messages_.push_back({type, (flags & 0x02) != 0, body});
    }
  }

  FileBytes& file_;
  std::vector<Block> blocks_;
  std::vector<HeaderMessage> messages_;
};

}  // namespace

std::vector<HeaderMessage> read_header(FileBytes& file, std::uint64_t address) {
  return HeaderReader(file).read(address);
}

const HeaderMessage* find_message(const FileBytes& file, const std::vector<HeaderMessage>& messages, Message type) {
  const HeaderMessage* found = nullptr;
  for (const HeaderMessage& message : messages) {
    if (message.type != type) continue;
    if (message.shared) file.fail("shared header messages are not supported", "type " + std::to_string(type));
    if (found) file.fail("an object header has a message twice", "type " + std::to_string(type));
    found = &message;
  }
  return found;
}

}  // namespace kvant::formats::hdf5
