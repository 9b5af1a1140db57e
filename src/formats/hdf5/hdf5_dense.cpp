// SPDX-License-Identifier: Apache-2.0
// A fractal heap and the B-tree of version 2 that indexes it.
#include "formats/hdf5/hdf5_dense.h"

#include "formats/hdf5/hdf5_format.h"

#include <algorithm>
#include <bit>
#include <iterator>
#include <string>
#include <utility>

namespace kvant::formats::hdf5 {
namespace {

/// Bytes that hold numbers up to `most`, as HDF5 counts them.
std::uint64_t width_of(std::uint64_t most) { return most == 0 ? 1 : (std::bit_width(most) - 1) / 8 + 1; }

/// A heap of blocks: row 0 and 1 of the table hold blocks of the first size, and each further row doubles it.
class FractalHeap {
 public:
  FractalHeap(FileBytes& file, std::uint64_t address) : file_(file) { read_head(address); }

  // A place: 0 version and kind (0 in bits 4 and 5: in a block)   1 offset in the heap   length; 7 or 8 bytes in all
  std::span<const std::byte> object(std::span<const std::byte> place) {
    Cursor fields(file_, place, what);
    const std::uint8_t kind = fields.u8();
    if (kind & 0xF0) file_.fail("huge and tiny objects of a fractal heap are not supported", std::to_string(kind));
    const std::uint64_t offset = fields.unsigned_of(offset_width_);
    const std::uint64_t length = fields.unsigned_of(length_width_);
    const auto after = std::upper_bound(blocks_.begin(), blocks_.end(), offset,
                                        [](std::uint64_t at, const Block& block) { return at < block.offset; });
    if (after == blocks_.begin()) file_.fail("an object lies outside its fractal heap", std::to_string(offset));
    const Block& block = *std::prev(after);
    const std::uint64_t inside = offset - block.offset;
    if (inside > block.bytes.size() || length > block.bytes.size() - inside) {
      file_.fail("an object leads outside its heap block", std::to_string(offset));
    }
    file_.count(length);
    return block.bytes.subspan(static_cast<std::size_t>(inside), static_cast<std::size_t>(length));
  }

 private:
  struct Block {
    std::uint64_t offset;
    std::span<const std::byte> bytes;
  };
  static constexpr std::string_view what = "a fractal heap";

  // 0 "FRHP"   4 version   5 length of a place, 2 bytes   7 length of filters, 2 bytes   9 flags
  // 10 greatest object, 4 bytes   14 twelve counts and addresses, 8 bytes each   110 width of the table, 2 bytes
  // 112 first block size, 8 bytes   120 greatest direct block, 8 bytes   128 bits of an offset, 2 bytes
  // 130 rows at first, 2 bytes   132 root block, 8 bytes   140 rows now, 2 bytes   checksum, 4 bytes
  void read_head(std::uint64_t address) {
    Cursor head(file_, file_.take(address, 146, what), what);
    head.expect("FRHP");
    head.skip(3);
    if (head.u16() != 0) file_.fail("filtered fractal heaps are not supported");
    head.skip(1);
    const std::uint32_t greatest_object = head.u32();
    head.skip(96);
    width_ = head.u16();
    first_size_ = head.u64();
    const std::uint64_t greatest_direct = head.u64();
    const std::uint16_t bits = head.u16();
    head.skip(2);
    const std::uint64_t root = head.u64();
    const std::uint16_t rows = head.u16();
    if (width_ == 0 || !std::has_single_bit(first_size_) || !std::has_single_bit(greatest_direct) ||
        greatest_direct < first_size_ || greatest_direct > std::uint64_t{1} << 32 || bits == 0 || bits > 64) {
      file_.fail("a fractal heap's table is damaged");
    }
    offset_width_ = (bits + 7U) / 8;
    length_width_ = width_of(greatest_object < greatest_direct ? greatest_object : greatest_direct);
    direct_rows_ = static_cast<std::uint64_t>(std::countr_zero(greatest_direct) - std::countr_zero(first_size_)) + 2;
    if (root == undefined_address) return;
    if (rows == 0) {
      add_direct(root, 0, first_size_);
    } else {
      read_indirect(root, rows);
    }
  }

  // "FHDB", a head, then the objects; an object's offset counts from the start of the block.
  void add_direct(std::uint64_t address, std::uint64_t offset, std::uint64_t size) {
    const auto bytes = file_.take(address, size, "a block of a fractal heap");
    Cursor(file_, bytes, "a block of a fractal heap").expect("FHDB");
    blocks_.push_back({offset, bytes});
  }

  // 0 "FHIB"   4 version   5 address of the heap, 8 bytes   13 its offset   addresses of its blocks, row by row
  void read_indirect(std::uint64_t address, std::uint64_t rows) {
    if (rows > direct_rows_) file_.fail("fractal heaps of more than one level are not supported");
    const std::uint64_t head = 13 + offset_width_;
    Cursor block(file_, file_.take(address, head + rows * width_ * 8, what), what);
    block.expect("FHIB");
    block.skip(head - 4);
    std::uint64_t offset = 0;
    for (std::uint64_t row = 0; row < rows; ++row) {
      const std::uint64_t size = first_size_ << (row == 0 ? 0 : row - 1);
      for (std::uint64_t column = 0; column < width_; ++column, offset += size) {
        const std::uint64_t child = block.u64();
        if (child != undefined_address) add_direct(child, offset, size);
      }
    }
  }

  FileBytes& file_;
  std::uint64_t width_ = 0;
  std::uint64_t first_size_ = 0;
  std::uint64_t direct_rows_ = 0;
  std::uint64_t offset_width_ = 0;
  std::uint64_t length_width_ = 0;
  std::vector<Block> blocks_;
};

/// A B-tree of version 2: nodes hold records, inner nodes hold pointers between and around them.
class DenseIndex {
 public:
  DenseIndex(FileBytes& file, const DenseKind& kind) : file_(file), kind_(kind) {}

  // 0 "BTHD"   4 version   5 kind   6 size of a node, 4 bytes   10 size of a record, 2 bytes   12 depth, 2 bytes
  // 14 split, merge percent   16 root, 8 bytes   24 records of the root, 2 bytes   26 records, 8 bytes   checksum
  std::vector<std::span<const std::byte>> read(std::uint64_t address) {
    Cursor head(file_, file_.take(address, 38, what), what);
    head.expect("BTHD");
    head.skip(1);
    if (head.u8() != kind_.tree_type) file_.fail("an index is of another kind");
    const std::uint32_t node_size = head.u32();
    if (head.u16() != kind_.record_size) file_.fail("an index has records of another size");
    const std::uint16_t depth = head.u16();
    head.skip(2);
    const std::uint64_t root = head.u64();
    const std::uint16_t records = head.u16();
    if (node_size < 64 || depth > 16) file_.fail("an index is damaged");
    plan_levels(node_size, depth);
    if (root != undefined_address) read_node(root, records, depth);
    return std::move(places_);
  }

 private:
  static constexpr std::string_view what = "a B-tree of version 2";

  struct Level {
    std::uint64_t count_width;  ///< of the number of records in a node of this level
    std::uint64_t total_width;  ///< of the number of records in and below it
  };

  // How wide a pointer's counts are follows from how many records the node below can hold.
  void plan_levels(std::uint64_t node_size, std::uint16_t depth) {
    constexpr std::uint64_t overhead = 10;
    std::uint64_t most = (node_size - overhead) / kind_.record_size;
    std::uint64_t total = most;
    const std::uint64_t count_width = width_of(most);
    levels_.push_back({count_width, 0});
    for (std::uint16_t level = 1; level <= depth; ++level) {
      const std::uint64_t pointer = 8 + count_width + levels_.back().total_width;
      most = (node_size - overhead - pointer) / (kind_.record_size + pointer);
      if (total > std::uint64_t{1} << 32) file_.fail("an index is too deep");
      total = (most + 1) * total + most;
      levels_.push_back({count_width, width_of(total)});
    }
  }

  // A leaf: 0 "BTLF"   4 version   5 kind   6 records...
  // An inner node: 0 "BTIN"   4 version   5 kind   6 records...   pointers, one more than records:
  //   address, 8 bytes   its number of records   [number in and below it, when it is an inner node too]
  void read_node(std::uint64_t address, std::uint64_t records, std::uint16_t level) {
    const std::uint64_t pointers = level == 0 ? 0 : records + 1;
    const Level below = level == 0 ? Level{0, 0} : levels_[level - 1U];
    const std::uint64_t pointer_size = 8 + below.count_width + below.total_width;
    Cursor node(file_, file_.take(address, 6 + records * kind_.record_size + pointers * pointer_size, what), what);
    node.expect(level == 0 ? "BTLF" : "BTIN");
    node.skip(2);
    for (std::uint64_t i = 0; i < records; ++i) {
      places_.push_back(node.take(kind_.record_size).subspan(kind_.place_at, kind_.place_size));
    }
    for (std::uint64_t i = 0; i < pointers; ++i) {
      const std::uint64_t child = node.u64();
      const std::uint64_t child_records = node.unsigned_of(below.count_width);
      node.skip(below.total_width);
      read_node(child, child_records, level - 1);
    }
  }

  FileBytes& file_;
  DenseKind kind_;
  std::vector<Level> levels_;
  std::vector<std::span<const std::byte>> places_;
};

}  // namespace

std::vector<std::span<const std::byte>> read_dense(FileBytes& file, std::span<const std::byte> info_message,
                                                   std::uint64_t order_width, const DenseKind& kind) {
  Cursor info(file, info_message, "a link or attribute info message");
  info.skip(1);
  if (info.u8() & 1) info.skip(order_width);
  const std::uint64_t heap_address = info.u64();
  const std::uint64_t index_address = info.u64();
  if (heap_address == undefined_address || index_address == undefined_address) return {};
  FractalHeap heap(file, heap_address);
  std::vector<std::span<const std::byte>> objects;
  for (const auto place : DenseIndex(file, kind).read(index_address)) objects.push_back(heap.object(place));
  return objects;
}

}  // namespace kvant::formats::hdf5
