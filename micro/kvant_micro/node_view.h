// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a prepare function sees of its operator: operands, options, and a little memory that stays.
#pragma once

#include <kvant_micro/core/arena_plan.h>
#include <kvant_micro/model.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

/// A tensor that an operator reads or writes.
struct Operand {
  uint32_t tensor;
  TensorType type;
  uint32_t bytes;
  DataReference data;  ///< no_data: left out

  uint32_t elements() const { return count_elements(type, bytes); }

  bool present() const { return data != no_data; }
  bool is_constant() const { return (data & in_model) != 0; }
};

/// The quantisation of an operand with one scale.
struct PerTensor {
  Scale scale;
  int32_t zero_point;
  uint32_t scale_bits;  ///< the scale as float32
};

/// The lengths of a tensor's axes, outermost first, each at least 1; 1 beyond its rank.
struct Lengths {
  uint32_t rank;
  uint32_t at[max_rank];
};

/// Reading goes on after something was wrong; status() tells it, and must be asked before params are relied on.
class NodeView {
 public:
  /// lives: one per tensor of the model, placed. arena[free_begin, arena_bytes) is free.
  NodeView(Model& model, TableView table, const TensorLife* lives, uint8_t* arena, uint32_t free_begin,
           uint32_t arena_bytes)
      : model_(model),
        lives_(lives),
        arena_(arena),
        free_begin_(free_begin),
        arena_bytes_(arena_bytes),
        inputs_(model.reader().find_vector(table, 1, 2)),
        outputs_(model.reader().find_vector(table, 2, 2)),
        options_(model.reader().find_table(table, 4)),
        status_(Status::ok) {}

  /// The first thing that was wrong, or ok.
  KVANT_NODISCARD Status status() const {
    return status_ == Status::ok && !model_.reader().sound() ? Status::truncated_model : status_;
  }
  uint32_t input_count() const { return model_.reader().count(inputs_); }
  uint32_t output_count() const { return model_.reader().count(outputs_); }

  /// An input that must be there; one that may be left out; an output.
  Operand input(uint32_t index) {
    Operand result;
    read(inputs_, index, result);
    if (KVANT_UNTRUSTED(!result.present())) fail(Status::invalid_model);
    return result;
  }
  Operand optional_input(uint32_t index) {
    Operand result;
    read(inputs_, index, result);
    return result;
  }
  Operand output(uint32_t index) {
    Operand result;
    read(outputs_, index, result);
    if (KVANT_UNTRUSTED(result.is_constant())) fail(Status::invalid_model);  // or left out
    return result;
  }
  /// int32 lengths, outermost first.
  VectorView shape(const Operand& operand) { return model_.shape(operand.tensor); }
  KVANT_ALWAYS_INLINE uint32_t count(VectorView vector) const { return model_.reader().count(vector); }
  KVANT_ALWAYS_INLINE uint32_t u32(VectorView vector, uint32_t index) const {
    return model_.reader().u32(vector.position + 4 * index);
  }

  /// The same as numbers. Fails for an axis without elements: no kernel needs to think of those.
  Lengths lengths(const Operand& operand) {
    const VectorView axes = shape(operand);
    Lengths result = {count(axes), {1, 1, 1, 1, 1, 1}};
    if (KVANT_UNTRUSTED(result.rank > max_rank)) {
      fail(Status::invalid_model);
      result.rank = max_rank;
    }
    for (uint32_t i = 0; i < result.rank; ++i) {
      result.at[i] = u32(axes, i);
      if (KVANT_UNTRUSTED(result.at[i] - 1 >= max_bytes)) {
        fail(Status::invalid_model);
        result.at[i] = 1;
      }
    }
    return result;
  }
  /// How many numbers an int32 constant has; fails for anything else.
  uint32_t constant_count(const Operand& operand) {
    if (KVANT_UNTRUSTED(!operand.present() || !operand.is_constant() || operand.type != TensorType::int32)) {
      fail(Status::unsupported_types);
      return 0;
    }
    return operand.bytes / 4;
  }
  /// One of them, wherever it lies.
  int32_t constant_i32(const Operand& operand, uint32_t index) const {
    return static_cast<int32_t>(model_.reader().u32((operand.data & ~in_model) + 4 * index));
  }

  /// Fields of the operator's option table, by the format's field numbers.
  uint8_t option_u8(uint32_t id) { return model_.reader().u8_field(options_, id, 0); }
  int32_t option_i32(uint32_t id, int32_t fallback = 0) { return model_.reader().i32_field(options_, id, fallback); }

  const QuantizationFacts& quantization(const Operand& operand) { return model_.quantization(operand.tensor); }
  /// The scale "index", which must be there; zero when the file's is not a positive finite number.
  Scale scale(const QuantizationFacts& facts, uint32_t index) { return scale_from_bits(u32(facts.scales, index)); }
  int32_t axis(const QuantizationFacts& facts) { return model_.axis(facts); }
  /// True when all zero points are zero, as weights need it.
  bool zero_points_are_zero(const QuantizationFacts& facts) {
    uint32_t bits = 0;
    for (uint32_t i = 2 * count(facts.zero_points); i > 0; --i) bits |= u32(facts.zero_points, i - 1);
    return bits == 0;
  }
  /// One scale, and one zero point of [low, high].
  PerTensor per_tensor(const Operand& operand, int32_t low, int32_t high) {
    const QuantizationFacts& facts = quantization(operand);
    PerTensor result;
    if (KVANT_UNTRUSTED(count(facts.scales) != 1 || count(facts.zero_points) == 0)) {
      fail(Status::invalid_quantization);
      result.zero_point = 0;
      result.scale_bits = 0;
      result.scale = scale_from_bits(0);
      return result;
    }
    result.scale_bits = u32(facts.scales, 0);
    result.scale = scale_from_bits(result.scale_bits);
    result.zero_point = static_cast<int32_t>(u32(facts.zero_points, 0));
    const int32_t upper = static_cast<int32_t>(u32(facts.zero_points, 1));
    if (KVANT_UNTRUSTED(result.scale.mantissa == 0 || result.zero_point < low || result.zero_point > high ||
                        upper != (result.zero_point >> 31))) {
      fail(Status::invalid_quantization);
    }
    return result;
  }
  /// Of an operator that does not rescale: both have the same zero point, and scales apart by no more than rounding.
  void check_same_scale(const PerTensor& one, const PerTensor& other) {
    const uint32_t apart = one.scale_bits - other.scale_bits + 8;
    if (KVANT_UNTRUSTED(one.zero_point != other.zero_point || apart > 16)) fail(Status::invalid_quantization);
  }
  /// Of a result whose parameters are given by its operator.
  void check_fixed_scale(const Operand& operand, uint32_t scale_bits, int32_t zero_point) {
    const PerTensor given = per_tensor(operand, -128, 127);
    const PerTensor fixed = {given.scale, zero_point, scale_bits};
    check_same_scale(given, fixed);
  }
  /// A constant must lie where this processor can load elements of this many bytes.
  void check_alignment(const Operand& operand, uint32_t alignment) {
    if (operand.present() && operand.is_constant() &&
        ((reinterpret_cast<uintptr_t>(model_.reader().data()) + operand.data) & (alignment - 1)) != 0) {
      fail(Status::misaligned_model);
    }
  }

  void fail(Status status) {
    if (status_ == Status::ok) status_ = status;
  }

  /// Bytes of the arena that stay after set-up, aligned to 4. Null when the arena is full.
  uint8_t* allocate(uint32_t bytes, DataReference& reference) {
    const uint32_t begin = align_up(free_begin_, 4);
    if (begin > arena_bytes_ || bytes > arena_bytes_ - begin) {
      fail(Status::arena_too_small);
      return nullptr;
    }
    reference = begin;
    free_begin_ = begin + bytes;
    return arena_ + begin;
  }
  uint32_t free_begin() const { return free_begin_; }

 private:
  void read(VectorView list, uint32_t index, Operand& operand) {
    operand.tensor = no_tensor;
    operand.data = no_data;
    operand.type = TensorType::unknown;
    operand.bytes = 0;
    if (index >= count(list)) return;
    // The set-up has checked these indices, and placed these tensors.
    operand.tensor = u32(list, index);
    if (operand.tensor == no_tensor) return;
    const TensorLife& life = lives_[operand.tensor];
    operand.data = life.data;
    operand.type = static_cast<TensorType>(life.type);
    operand.bytes = life.bytes;
  }

  Model& model_;
  const TensorLife* lives_;
  uint8_t* arena_;
  uint32_t free_begin_;
  uint32_t arena_bytes_;
  VectorView inputs_, outputs_;
  TableView options_;
  Status status_;
};

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
