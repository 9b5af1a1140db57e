// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads FlatBuffers from untrusted bytes: every position is checked before it is followed, nothing is loaded unaligned.
//
//   table   [int32 distance back to its vtable][fields ...]
//   vtable  [u16 bytes of vtable][u16 bytes of table][u16 field 0][u16 field 1] ...   0: the field has its default
//   vector  [u32 count][elements ...]          string: a vector of bytes and a zero
//
// A position that leads outside gives an empty table or vector and is remembered: whoever reads asks sound() once, at
// the end, before anything that was read is acted on.
#pragma once

#include <kvant_micro/core/target.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

// With KVANT_TRUST_MODEL the checks are compiled out, for a model that was verified when the firmware was built.
#ifdef KVANT_TRUST_MODEL
#define KVANT_UNTRUSTED(condition) (false && (condition))
#else
#define KVANT_UNTRUSTED(condition) (condition)
#endif

/// A table at a checked position; 0: absent, all its fields have their defaults.
struct TableView {
  uint32_t position;

  bool present() const { return position != 0; }
};

/// The checked position of a vector's first element, its count in the four bytes before; 0: absent, without elements.
struct VectorView {
  uint32_t position;
};

class FlatbufferReader {
 public:
  /// size: at least 4.
  FlatbufferReader(const void* data, uint32_t size)
      : data_(static_cast<const uint8_t*>(data)), last_word_(size - 4), sound_(true) {}

  /// False once a position led outside, or fail() was called.
  bool sound() const { return !KVANT_UNTRUSTED(!sound_); }
  void fail() { sound_ = false; }
  const uint8_t* data() const { return data_; }

  /// The numbers at a position that was checked.
  KVANT_ALWAYS_INLINE uint16_t u16(uint32_t position) const {
#ifdef __ARM_FEATURE_UNALIGNED
    uint16_t value;
    __builtin_memcpy(&value, data_ + position, sizeof value);  // one load: freestanding, memcpy would be a call
    return value;
#else
    return static_cast<uint16_t>(data_[position] | (static_cast<uint32_t>(data_[position + 1]) << 8));
#endif
  }
  KVANT_ALWAYS_INLINE uint32_t u32(uint32_t position) const {
#ifdef __ARM_FEATURE_UNALIGNED
    uint32_t value;
    __builtin_memcpy(&value, data_ + position, sizeof value);  // one load: freestanding, memcpy would be a call
    return value;
#else
    return static_cast<uint32_t>(u16(position)) | (static_cast<uint32_t>(u16(position + 2)) << 16);
#endif
  }

  /// The table at a position.
  TableView table_at(uint32_t position) { return follow_table(position); }

  /// Position of a field's value of four bytes; 0 when it is absent.
  uint32_t field(TableView table, uint32_t id) { return find_field(table, id, 4); }
  uint8_t u8_field(TableView table, uint32_t id, uint8_t missing) {
    const uint32_t at = find_field(table, id, 1);
    return at == 0 ? missing : data_[at];
  }
  int32_t i32_field(TableView table, uint32_t id, int32_t missing) {
    const uint32_t at = field(table, id);
    return at == 0 ? missing : static_cast<int32_t>(u32(at));
  }

  /// A vector field of elements of 2^element_bits bytes.
  VectorView vector_field(TableView table, uint32_t id, uint32_t element_bits) {
    return follow_vector(field(table, id), element_bits);
  }
  KVANT_ALWAYS_INLINE uint32_t count(VectorView vector) const {
    return vector.position == 0 ? 0 : u32(vector.position - 4);
  }

  /// A table field.
  TableView table_field(TableView table, uint32_t id) {
    const uint32_t at = field(table, id);
    const TableView absent = {0};
    return at == 0 ? absent : table_at(at + u32(at));
  }

  /// Element "index" of a vector of tables; absent beyond its end.
  TableView element(VectorView vector, uint32_t index) { return follow_element(vector, index); }

  // The same, inlined, for the few places where most of a model is read.

  /// A field of "length" bytes, 1 or 4.
  KVANT_ALWAYS_INLINE uint32_t find_field(TableView table, uint32_t id, uint32_t length) {
    if (!table.present()) return 0;
    const uint32_t vtable = table.position - u32(table.position);
    const uint32_t entry = 4 + 2 * id;
    if (entry + 2 > u16(vtable)) return 0;
    const uint32_t offset = u16(vtable + entry);
    if (offset == 0 || !holds_word(table.position + offset - (4 - length))) return 0;
    return table.position + offset;
  }
  KVANT_ALWAYS_INLINE TableView follow_table(uint32_t position) {
    const TableView absent = {0};
    if (!holds_word(position)) return absent;
    const uint32_t vtable = position - u32(position);  // a signed distance; wraps as intended
    if (!holds_word(vtable)) return absent;
    // A vtable has at least its own two sizes.
    if (KVANT_UNTRUSTED(u16(vtable) - 4u > last_word_ - vtable)) return fail(), absent;
    const TableView table = {position};
    return table;
  }
  KVANT_ALWAYS_INLINE TableView find_table(TableView table, uint32_t id) {
    const uint32_t at = find_field(table, id, 4);
    const TableView absent = {0};
    return at == 0 ? absent : follow_table(at + u32(at));
  }
  KVANT_ALWAYS_INLINE VectorView follow_vector(uint32_t at, uint32_t element_bits) {
    VectorView vector = {0};
    if (at == 0) return vector;
    const uint32_t start = at + u32(at);
    if (!holds_word(start)) return vector;
    if (KVANT_UNTRUSTED(u32(start) > (last_word_ - start) >> element_bits)) return fail(), vector;
    vector.position = start + 4;
    return vector;
  }
  KVANT_ALWAYS_INLINE VectorView find_vector(TableView table, uint32_t id, uint32_t element_bits) {
    return follow_vector(find_field(table, id, 4), element_bits);
  }
  KVANT_ALWAYS_INLINE TableView follow_element(VectorView vector, uint32_t index) {
    const TableView absent = {0};
    if (KVANT_UNTRUSTED(index >= count(vector))) return fail(), absent;
    const uint32_t at = vector.position + 4 * index;
    return follow_table(at + u32(at));
  }

 private:
  /// True when four bytes stand at a position.
  KVANT_ALWAYS_INLINE bool holds_word(uint32_t position) {
    if (KVANT_UNTRUSTED(position > last_word_)) return sound_ = false;
    return true;
  }

  const uint8_t* data_;
  uint32_t last_word_;  ///< the last position of a whole word
  bool sound_;
};

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
