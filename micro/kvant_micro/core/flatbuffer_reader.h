// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads FlatBuffers from untrusted bytes: every offset is checked before it is followed, nothing is loaded unaligned.
//
//   table   [int32 distance back to its vtable][fields ...]
//   vtable  [u16 bytes of vtable][u16 bytes of table][u16 field 0][u16 field 1] ...   0: the field has its default
//   vector  [u32 count][elements ...]          string: a vector of bytes and a zero
#pragma once

#include <kvant_micro/core/status.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

// With KVANT_TRUST_MODEL the checks are compiled out, for a model that was verified when the firmware was built.
#ifdef KVANT_TRUST_MODEL
#define KVANT_UNTRUSTED(condition) false
#else
#define KVANT_UNTRUSTED(condition) (condition)
#endif

/// The bytes of a model. All positions are counted from the first byte.
struct Bytes {
  const uint8_t* data;
  uint32_t size;

  bool holds(uint32_t position, uint32_t length) const { return position <= size && length <= size - position; }
  uint16_t u16(uint32_t position) const {
    return static_cast<uint16_t>(data[position] | (static_cast<uint32_t>(data[position + 1]) << 8));
  }
  uint32_t u32(uint32_t position) const {
    return static_cast<uint32_t>(u16(position)) | (static_cast<uint32_t>(u16(position + 2)) << 16);
  }
};

/// A checked vector: count elements from position on. A vector that is absent has count 0.
struct VectorView {
  uint32_t position;
  uint32_t count;
};

/// A checked table. Field readers give the default where the field is absent.
class TableView {
 public:
  TableView() : bytes_(nullptr), position_(0), vtable_(0), vtable_size_(0), table_size_(0) {}

  KVANT_NODISCARD Status open(const Bytes& bytes, uint32_t position) {
    if (KVANT_UNTRUSTED(!bytes.holds(position, 4))) return Status::truncated_model;
    const uint32_t vtable = position - bytes.u32(position);  // a signed distance; wraps as intended
    if (KVANT_UNTRUSTED(!bytes.holds(vtable, 4))) return Status::truncated_model;
    vtable_size_ = bytes.u16(vtable);
    table_size_ = bytes.u16(vtable + 2);
    if (KVANT_UNTRUSTED(vtable_size_ < 4 || !bytes.holds(vtable, vtable_size_) ||
                        !bytes.holds(position, table_size_))) {
      return Status::truncated_model;
    }
    bytes_ = &bytes;
    position_ = position;
    vtable_ = vtable;
    return Status::ok;
  }

  bool present() const { return bytes_ != nullptr; }

  /// Position of a field's value of "length" bytes; 0 when absent or when it would leave the table.
  uint32_t field(uint32_t id, uint32_t length) const {
    const uint32_t entry = 4 + 2 * id;
    if (bytes_ == nullptr || entry + 2 > vtable_size_) return 0;
    const uint32_t offset = bytes_->u16(vtable_ + entry);
    if (offset == 0 || KVANT_UNTRUSTED(offset + length > table_size_)) return 0;
    return position_ + offset;
  }
  uint8_t u8(uint32_t id, uint8_t missing) const {
    const uint32_t at = field(id, 1);
    return at == 0 ? missing : bytes_->data[at];
  }
  int32_t i32(uint32_t id, int32_t missing) const {
    const uint32_t at = field(id, 4);
    return at == 0 ? missing : static_cast<int32_t>(bytes_->u32(at));
  }

  /// A vector field of elements of element_size bytes. Absent: an empty vector.
  KVANT_NODISCARD Status vector(uint32_t id, uint32_t element_size, VectorView& view) const {
    view.position = 0;
    view.count = 0;
    const uint32_t at = field(id, 4);
    if (at == 0) return Status::ok;
    const uint32_t start = at + bytes_->u32(at);
    if (KVANT_UNTRUSTED(start < at || !bytes_->holds(start, 4))) return Status::truncated_model;
    const uint32_t count = bytes_->u32(start);
    if (KVANT_UNTRUSTED(count > (bytes_->size - start - 4) / element_size)) return Status::truncated_model;
    view.position = start + 4;
    view.count = count;
    return Status::ok;
  }

  /// A table field. Absent: a table that is not present().
  KVANT_NODISCARD Status table(uint32_t id, TableView& view) const {
    view = TableView();
    const uint32_t at = field(id, 4);
    if (at == 0) return Status::ok;
    const uint32_t start = at + bytes_->u32(at);
    if (KVANT_UNTRUSTED(start < at)) return Status::truncated_model;
    return view.open(*bytes_, start);
  }

  /// Element "index" of a vector of tables. index must be below the vector's count.
  KVANT_NODISCARD Status element(const VectorView& vector, uint32_t index, TableView& view) const {
    const uint32_t at = vector.position + 4 * index;
    const uint32_t start = at + bytes_->u32(at);
    if (KVANT_UNTRUSTED(start < at)) return Status::truncated_model;
    return view.open(*bytes_, start);
  }

  const Bytes& bytes() const { return *bytes_; }

 private:
  const Bytes* bytes_;
  uint32_t position_;
  uint32_t vtable_;
  uint32_t vtable_size_;
  uint32_t table_size_;
};

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
