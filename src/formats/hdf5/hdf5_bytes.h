// SPDX-License-Identifier: Apache-2.0
// Checked access to the bytes of an HDF5 file: by address, and field by field within what was taken.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>

namespace kvant::formats::hdf5 {

/// A whole file. A well-formed file leads to each of its bytes about once, so what is taken is added up, and a file
/// that leads to far more than it holds is refused: this bounds time and memory for any input.
class FileBytes {
 public:
  FileBytes(std::span<const std::byte> bytes, std::string_view name) : bytes_(bytes), name_(name) {}

  /// Throws Error at the file's name and the path being read.
  [[noreturn]] void fail(const std::string& what, const std::string& received = {}) const;

  std::uint64_t size() const { return bytes_.size(); }
  /// `length` bytes from `address`. `what` is named when they are not there.
  std::span<const std::byte> take(std::uint64_t address, std::uint64_t length, std::string_view what);
  /// Counts bytes that are copied again, a string of a heap, towards what may be taken.
  void count(std::uint64_t length);
  /// The same, from an address to the end of the file, uncounted: for what carries its length inside.
  std::span<const std::byte> from(std::uint64_t address, std::string_view what) const;

  /// Declares that an object is being read; each object is to be reached once.
  void visit_object(std::uint64_t address);

  /// Objects of a global heap collection by index; read once.
  using Heap = std::map<std::uint32_t, std::span<const std::byte>>;
  const Heap& heap(std::uint64_t address);

  /// The path of the object being read, for messages.
  std::string path;

 private:
  std::span<const std::byte> bytes_;
  std::string name_;
  std::uint64_t taken_ = 0;
  std::set<std::uint64_t> objects_;
  std::map<std::uint64_t, Heap> heaps_;
};

/// Reads little-endian fields one after another and refuses to go beyond the end.
class Cursor {
 public:
  Cursor(const FileBytes& file, std::span<const std::byte> bytes, std::string_view what)
      : file_(&file), rest_(bytes), length_(bytes.size()), what_(what) {}

  std::size_t left() const { return rest_.size(); }
  std::size_t at() const { return length_ - rest_.size(); }
  std::span<const std::byte> take(std::uint64_t length);
  void skip(std::uint64_t length) { take(length); }
  /// Skips to the next multiple of 8 from the start.
  void align() { skip((8 - at() % 8) % 8); }

  std::uint8_t u8() { return static_cast<std::uint8_t>(unsigned_of(1)); }
  std::uint16_t u16() { return static_cast<std::uint16_t>(unsigned_of(2)); }
  std::uint32_t u32() { return static_cast<std::uint32_t>(unsigned_of(4)); }
  std::uint64_t u64() { return unsigned_of(8); }
  /// An unsigned number of 1 to 8 bytes.
  std::uint64_t unsigned_of(std::uint64_t width);
  std::string text(std::uint64_t length);
  void expect(std::string_view magic);

 private:
  const FileBytes* file_;
  std::span<const std::byte> rest_;
  std::size_t length_;
  std::string_view what_;
};

/// The characters up to the first NUL, or all.
std::string text_of(std::span<const std::byte> bytes);

}  // namespace kvant::formats::hdf5
