// SPDX-License-Identifier: Apache-2.0
// Variables by their keys: sizes and checksums hold before a number is given out.
#include "formats/saved_model/tensor_bundle.h"

#include "formats/saved_model/crc32c.h"
#include "formats/saved_model/sorted_table.h"
#include "formats/saved_model/tensor_proto.h"

#include <kvant/types/error.h>

#include <fmt/core.h>

#include <cstring>

namespace kvant::formats {
namespace {

constexpr std::int64_t most_shards = 1024;

std::string data_path(const std::string& prefix, std::int64_t shard, std::int64_t shards) {
  return fmt::format("{}.data-{:05}-of-{:05}", prefix, shard, shards);
}

}  // namespace

TensorBundle::TensorBundle(const ModelFolder& folder, const std::string& prefix, const std::string& name)
    : folder_(folder), prefix_(prefix), name_(name) {
  const auto index = folder(prefix + ".index");
  if (!index) return;
  const std::string file = name + "/" + prefix + ".index";
  for (const auto& [key, value] : read_sorted_table(*index, file)) {
    WireReader fields(std::as_bytes(std::span(value)), file);
    if (key.empty()) {
      while (fields.next()) {
        if (fields.number() == 1) shards_ = fields.value();
        if (fields.number() == 2 && fields.value() != 0) throw Error(file, "is big-endian, which is not supported");
      }
      if (shards_ < 1 || shards_ > most_shards)
        throw Error(file, "has no such number of files", std::to_string(shards_));
      continue;
    }
    Entry entry;
    while (fields.next()) {
      if (fields.number() == 1) entry.type = fields.value();
      if (fields.number() == 2) entry.shape = read_tensor_shape(fields.message()).value_or(Shape{});
      if (fields.number() == 3) entry.shard = fields.value();
      if (fields.number() == 4) entry.offset = fields.value();
      if (fields.number() == 5) entry.size = fields.value();
      if (fields.number() == 6) entry.checksum = fields.fixed32();
      if (fields.number() == 7) entry.partitioned = true;
    }
    entries_[key] = std::move(entry);
  }
}

const TensorBundle::Entry& TensorBundle::entry_of(const std::string& key) const {
  const auto found = entries_.find(key);
  if (found == entries_.end()) throw Error(name_, "variables: none has the key " + key);
  return found->second;
}

std::span<const std::byte> TensorBundle::bytes_of(const Entry& entry, const std::string& key) const {
  const std::string path = data_path(prefix_, entry.shard, shards_);
  if (entry.shard < 0 || entry.shard >= shards_)
    throw Error(name_, "variables: " + key + " lies in a file that is not there", std::to_string(entry.shard));
  if (!data_.contains(entry.shard)) {
    auto bytes = folder_(path);
    if (!bytes) throw Error(name_, path + " is missing");
    data_[entry.shard] = std::move(*bytes);
  }
  const std::span<const std::byte> all = data_.at(entry.shard);
  const auto length = static_cast<std::int64_t>(all.size());
  if (entry.offset < 0 || entry.size < 0 || entry.offset > length || entry.size > length - entry.offset)
    throw Error(name_ + "/" + path, "ends before the numbers of " + key + " do");
  return all.subspan(static_cast<std::size_t>(entry.offset), static_cast<std::size_t>(entry.size));
}

Array TensorBundle::read(const std::string& key) const {
  const Entry& entry = entry_of(key);
  const auto dtype = dtype_of_number(entry.type);
  if (!dtype || entry.partitioned) throw Error(name_, "variables: " + key + " is not a whole tensor of numbers");
  const auto bytes = bytes_of(entry, key);
  std::int64_t elements = 1;
  for (const std::int64_t length : entry.shape) {
    const bool fits = length >= 0 && (length == 0 || elements <= static_cast<std::int64_t>(bytes.size()) / length);
    if (!fits) throw Error(name_, "variables: " + key + " is too short for its shape", to_string(entry.shape));
    elements *= length;
  }
  if (static_cast<std::size_t>(elements) * size_of(*dtype) != bytes.size())
    throw Error(name_, "variables: " + key + " of shape " + to_string(entry.shape) + " has another size",
                std::to_string(bytes.size()) + " bytes");
  if (masked(crc32c(bytes)) != entry.checksum)
    throw Error(name_, "variables: " + key + " is damaged: its checksum differs");
  Array array(*dtype, entry.shape);
  if (!bytes.empty()) std::memcpy(array.bytes().data(), bytes.data(), bytes.size());
  return array;
}

std::string TensorBundle::read_text(const std::string& key) const {
  const Entry& entry = entry_of(key);
  const auto bytes = bytes_of(entry, key);
  if (entry.type != string_type || !entry.shape.empty()) throw Error(name_, "variables: " + key + " is not a text");
  std::uint64_t length = 0;
  std::size_t at = 0;
  for (bool more = true; more && at < bytes.size() && at < 9; ++at) {
    const auto byte = static_cast<std::uint64_t>(bytes[at]);
    length |= (byte & 127) << (7 * at);
    more = byte >= 128;
  }
  if (bytes.size() < at + 4 || bytes.size() - at - 4 != length) throw Error(name_, "variables: " + key + " is cut off");
  WireWriter lengths;  // the checksum takes the length as four bytes, not as a varint
  lengths.bare_fixed32(static_cast<std::uint32_t>(length));
  const std::uint32_t before = crc32c(bytes.subspan(at, 4), crc32c(lengths.bytes()));
  if (masked(crc32c(bytes.subspan(at + 4), before)) != entry.checksum)
    throw Error(name_, "variables: " + key + " is damaged: its checksum differs");
  return {reinterpret_cast<const char*>(bytes.data()) + at + 4, static_cast<std::size_t>(length)};
}

FolderFiles write_tensor_bundle(const std::string& prefix, const std::map<std::string, Array>& tensors,
                                const std::string& text_key, const std::string& text) {
  std::map<std::string, std::string> index;
  index[""] = WireWriter().varint(1, 1).message(3, WireWriter().varint(1, 1)).text();
  std::string data;
  const auto add = [&](const std::string& key, std::int64_t type, const Shape& shape, const std::string& bytes,
                       std::uint32_t checksum) {
    WireWriter entry;
    entry.varint(1, type).message(2, write_tensor_shape(shape));
    if (!data.empty()) entry.varint(4, static_cast<std::int64_t>(data.size()));
    entry.varint(5, static_cast<std::int64_t>(bytes.size())).fixed32(6, masked(checksum));
    index[key] = entry.text();
    data += bytes;
  };
  WireWriter length, lengths, checksum;
  length.bare_varint(text.size());
  lengths.bare_fixed32(static_cast<std::uint32_t>(text.size()));
  checksum.bare_fixed32(masked(crc32c(lengths.bytes())));
  const std::uint32_t before = crc32c(checksum.bytes(), crc32c(lengths.bytes()));
  add(text_key, string_type, {}, length.text() + checksum.text() + text,
      crc32c(std::as_bytes(std::span(text)), before));
  for (const auto& [key, array] : tensors) {
    const std::string bytes(reinterpret_cast<const char*>(array.bytes().data()), array.bytes().size());
    add(key, number_of_dtype(array.dtype()), array.shape(), bytes, crc32c(array.bytes()));
  }
  const auto all = std::as_bytes(std::span(data));
  return {{prefix + ".index", write_sorted_table(index)},
          {data_path(prefix, 0, 1), std::vector<std::byte>(all.begin(), all.end())}};
}

}  // namespace kvant::formats
