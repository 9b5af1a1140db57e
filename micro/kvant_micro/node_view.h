// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a prepare function sees of its operator: operands, options, and a little memory that stays.
#pragma once

#include <kvant_micro/core/arena_plan.h>
#include <kvant_micro/model.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

/// Where an operand's bytes are: a position in the model with the top bit set, an offset in the arena, or nowhere.
typedef uint32_t DataReference;
enum : uint32_t { in_model = 0x80000000u, no_data = 0xFFFFFFFFu };

/// Turns references into addresses while a model runs.
struct Memory {
  const uint8_t* model;
  uint8_t* arena;

  template <class T>
  const T* read(DataReference reference) const {
    if (reference == no_data) return nullptr;
    return static_cast<const T*>((reference & in_model) != 0 ? static_cast<const void*>(model + (reference & ~in_model))
                                                             : static_cast<const void*>(arena + reference));
  }
  template <class T>
  T* write(DataReference reference) const {
    return static_cast<T*>(static_cast<void*>(arena + reference));
  }
};

class NodeView {
 public:
  /// lives: one per tensor of the model, placed. arena[free_begin, arena_bytes) is free.
  NodeView(const Model& model, const TableView& table, const TensorLife* lives, uint8_t* arena, uint32_t free_begin,
           uint32_t arena_bytes)
      : model_(model), lives_(lives), arena_(arena), free_begin_(free_begin), arena_bytes_(arena_bytes) {
    status_ = table.vector(1, 4, inputs_);
    if (status_ == Status::ok) status_ = table.vector(2, 4, outputs_);
    if (status_ == Status::ok) status_ = table.table(4, options_);
  }

  KVANT_NODISCARD Status status() const { return status_; }
  uint32_t input_count() const { return inputs_.count; }
  uint32_t output_count() const { return outputs_.count; }
  /// Fields of the operator's option table, by the format's field numbers.
  const TableView& options() const { return options_; }

  /// Input "index"; present says whether it is there (the format leaves out optional inputs with index -1).
  KVANT_NODISCARD Status input(uint32_t index, TensorFacts& facts, bool& present) const {
    present = false;
    if (index >= inputs_.count) return Status::ok;
    const uint32_t tensor = model_.bytes().u32(inputs_.position + 4 * index);
    if (tensor == 0xFFFFFFFFu) return Status::ok;
    present = true;
    return model_.tensor(tensor, facts);
  }
  /// An input that must be there.
  KVANT_NODISCARD Status input(uint32_t index, TensorFacts& facts) const {
    bool present = false;
    const Status status = input(index, facts, present);
    return status == Status::ok && !present ? Status::invalid_model : status;
  }
  KVANT_NODISCARD Status output(uint32_t index, TensorFacts& facts) const {
    if (index >= outputs_.count) return Status::invalid_model;
    const Status status = model_.tensor(model_.bytes().u32(outputs_.position + 4 * index), facts);
    return status == Status::ok && facts.constant != 0 ? Status::invalid_model : status;
  }

  /// Where an input's bytes will be. The input must be present.
  DataReference input_data(uint32_t index, const TensorFacts& facts) const {
    if (facts.constant != 0) return facts.constant | in_model;
    return lives_[model_.bytes().u32(inputs_.position + 4 * index)].offset;
  }
  DataReference output_data(uint32_t index) const {
    return lives_[model_.bytes().u32(outputs_.position + 4 * index)].offset;
  }

  /// The scale "index" of a tensor as a Real; zero when the file's is not a positive finite number.
  Real scale(const TensorFacts& facts, uint32_t index) const {
    return index < facts.scale_count ? real_from_float_bits(model_.bytes().u32(facts.scales + 4 * index)) : Real{0, 0};
  }
  /// The float32 bits of a tensor's first scale. It must have one.
  uint32_t scale_bits(const TensorFacts& facts) const { return model_.bytes().u32(facts.scales); }
  /// The zero point of a per-tensor quantised tensor; false when it is missing or outside [low, high].
  bool zero_point(const TensorFacts& facts, int32_t low, int32_t high, int32_t& value) const {
    if (facts.zero_point_count == 0) return false;
    value = static_cast<int32_t>(model_.bytes().u32(facts.zero_points));
    const int32_t upper = static_cast<int32_t>(model_.bytes().u32(facts.zero_points + 4));
    return upper == (value < 0 ? -1 : 0) && value >= low && value <= high;
  }
  /// True when all zero points of a tensor are zero, as weights need it.
  bool zero_points_are_zero(const TensorFacts& facts) const {
    for (uint32_t i = 0; i < 2 * facts.zero_point_count; ++i) {
      if (model_.bytes().u32(facts.zero_points + 4 * i) != 0) return false;
    }
    return true;
  }
  /// True when a constant can be loaded as elements of this many bytes where the model lies now.
  bool aligned(const TensorFacts& facts, uint32_t alignment) const {
    return facts.constant == 0 ||
           ((reinterpret_cast<uintptr_t>(model_.bytes().data) + facts.constant) & (alignment - 1)) == 0;
  }

  /// Bytes of the arena that stay after set-up, aligned to 4. Null when the arena is full.
  uint8_t* allocate(uint32_t bytes, DataReference& reference) {
    const uint32_t begin = align_up(free_begin_, 4);
    if (begin > arena_bytes_ || bytes > arena_bytes_ - begin) return nullptr;
    reference = begin;
    free_begin_ = begin + bytes;
    return arena_ + begin;
  }
  uint32_t free_begin() const { return free_begin_; }

 private:
  const Model& model_;
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
