// SPDX-License-Identifier: Apache-2.0
// Checked access to the bytes of an HDF5 file, and its global heaps.
#include "formats/hdf5/hdf5_bytes.h"

#include <kvant/types/error.h>

#include <algorithm>

namespace kvant::formats::hdf5 {

void FileBytes::fail(const std::string& what, const std::string& received) const {
  throw Error(path.empty() ? name_ : name_ + ": " + path, what, received);
}

std::span<const std::byte> FileBytes::take(std::uint64_t address, std::uint64_t length, std::string_view what) {
  const auto rest = from(address, what);
  if (length > rest.size()) {
    fail(std::string(what) + " at byte " + std::to_string(address) + " leads outside the file's " +
             std::to_string(size()) + " bytes",
         std::to_string(length) + " bytes");
  }
  count(length);
  return rest.first(static_cast<std::size_t>(length));
}

std::span<const std::byte> FileBytes::from(std::uint64_t address, std::string_view what) const {
  if (address > size()) {
    fail(std::string(what) + " lies outside the file's " + std::to_string(size()) + " bytes",
         "address " + std::to_string(address));
  }
  return bytes_.subspan(static_cast<std::size_t>(address));
}

void FileBytes::count(std::uint64_t length) {
  // Twice: strings are taken with their heap and then one by one.
  const std::uint64_t most = 2 * size();
  if (length > most - taken_) fail("is damaged: its parts overlap");
  taken_ += length;
}

void FileBytes::visit_object(std::uint64_t address) {
  if (!objects_.insert(address).second) fail("is reached by two paths, which is not supported");
}

// A collection of the global heap:
//   0  "GCOL"   4 version 1, 3 unused   8 size of all, 8 bytes   16 objects...
//   object: 0 index, 2 bytes   2 references, 2 bytes   4 unused   8 size, 8 bytes   16 bytes, padded to 8
//   Index 0 is the free space that ends the collection.
const FileBytes::Heap& FileBytes::heap(std::uint64_t address) {
  const auto known = heaps_.find(address);
  if (known != heaps_.end()) return known->second;
  constexpr std::string_view what = "a global heap";
  Cursor start(*this, from(address, what), what);
  start.expect("GCOL");
  start.skip(4);
  Cursor objects(*this, take(address, start.u64(), what), what);
  objects.skip(16);
  Heap heap;
  while (objects.left() >= 16) {
    const std::uint16_t index = objects.u16();
    if (index == 0) break;
    objects.skip(6);
    const std::uint64_t length = objects.u64();
    if (!heap.emplace(index, objects.take(length)).second) fail("a global heap has an index twice");
    objects.align();
  }
  return heaps_.emplace(address, std::move(heap)).first->second;
}

std::span<const std::byte> Cursor::take(std::uint64_t length) {
  if (length > rest_.size()) {
    file_->fail(std::string(what_) + " is cut short: " + std::to_string(rest_.size()) + " bytes are left",
                std::to_string(length) + " to read");
  }
  const auto bytes = rest_.first(static_cast<std::size_t>(length));
  rest_ = rest_.subspan(static_cast<std::size_t>(length));
  return bytes;
}

std::uint64_t Cursor::unsigned_of(std::uint64_t width) {
  const auto bytes = take(width);
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | std::to_integer<std::uint64_t>(bytes[i]);
  return value;
}

std::string Cursor::text(std::uint64_t length) { return text_of(take(length)); }

void Cursor::expect(std::string_view magic) {
  const auto bytes = take(magic.size());
  const std::string_view found(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (found != magic) file_->fail(std::string(what_) + " does not begin with " + std::string(magic));
}

std::string text_of(std::span<const std::byte> bytes) {
  const auto end = std::find(bytes.begin(), bytes.end(), std::byte{0});
  return std::string(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(end - bytes.begin()));
}

}  // namespace kvant::formats::hdf5
