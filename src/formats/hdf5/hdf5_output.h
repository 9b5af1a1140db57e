// SPDX-License-Identifier: Apache-2.0
// The bytes of an HDF5 file or message as they are written, field by field.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace kvant::formats::hdf5 {

class Output {
 public:
  std::uint64_t size() const { return bytes_.size(); }
  std::span<const std::byte> bytes() const { return bytes_; }
  std::vector<std::byte> take() { return std::move(bytes_); }

  void u8(std::uint8_t value) { put(value, 1); }
  void u16(std::uint16_t value) { put(value, 2); }
  void u32(std::uint32_t value) { put(value, 4); }
  void u64(std::uint64_t value) { put(value, 8); }
  void zeros(std::uint64_t count) { bytes_.resize(bytes_.size() + static_cast<std::size_t>(count)); }
  /// Zeros up to a multiple of 8.
  void align() { zeros((8 - size() % 8) % 8); }
  void raw(std::span<const std::byte> bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }
  void text(std::string_view text) { raw(std::as_bytes(std::span(text))); }

  /// Overwrites 8 bytes that were left open.
  void patch(std::uint64_t at, std::uint64_t value) {
    for (std::size_t i = 0; i < 8; ++i)
      bytes_[static_cast<std::size_t>(at) + i] = static_cast<std::byte>(value >> 8 * i);
  }

 private:
  void put(std::uint64_t value, int width) {
    for (int i = 0; i < width; ++i) bytes_.push_back(static_cast<std::byte>(value >> 8 * i));
  }

  std::vector<std::byte> bytes_;
};

}  // namespace kvant::formats::hdf5
