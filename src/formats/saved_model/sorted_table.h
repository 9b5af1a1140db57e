// SPDX-License-Identifier: Apache-2.0
// A file of sorted keys and values: LevelDB's table without compression, which variables.index is.
//
//   block ...     entry {varint shared, varint unshared, varint value length, rest of the key, value} ...
//                 u32 offset of each entry whose key is written whole, u32 how many of them there are
//                 u8 0: no compression, u32 masked crc32c of the block and that byte
//   last block    the index: key >= the last of a block -> varint offset, varint size of that block
//   48 bytes      handles of an empty block and of the index, zeros up to 40 bytes, u64 0xdb4775248b80fb57
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace kvant::formats {

/// All keys with their values. name: of the file, for messages. Throws Error for what is damaged or compressed.
std::map<std::string, std::string> read_sorted_table(std::span<const std::byte> bytes, const std::string& name);

/// The bytes of a table with one block. The same entries give the same bytes. There must be one entry at least.
std::vector<std::byte> write_sorted_table(const std::map<std::string, std::string>& entries);

}  // namespace kvant::formats
