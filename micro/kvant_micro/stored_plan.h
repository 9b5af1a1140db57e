// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The memory plan that a model may bring along, as TensorFlow Lite Micro has it: where each activation lies.
//
//   metadata "OfflineMemoryAllocation"   a buffer of int32:
//   [version][subgraph][number of tensors][offset of tensor 0][offset of tensor 1] ...   -1: not planned
//
// Version and subgraph are not looked at, as in TFLM. A plan may let a result lie exactly where an operand lies that
// dies there, if the operator works in place; any other overlap of living tensors is refused.
#pragma once

#include <kvant_micro/operator.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

/// Gives each activation without a place the offset that the plan says. end: behind all of them. whole: no activation
/// is left without a place.
KVANT_NODISCARD inline Status place_as_stored(Model& model, VectorView plan, TensorLife* lives, uint32_t& end,
                                              bool& whole) {
  const FlatbufferReader& reader = model.reader();
  const uint32_t tensors = model.tensor_count();
  if (KVANT_UNTRUSTED(reader.count(plan) / 4 < 3 + tensors || reader.u32(plan.position + 8) != tensors))
    return Status::invalid_memory_plan;
  uint32_t at = plan.position + 12;
  end = 0;
  whole = true;
  for (TensorLife* life = lives; life != lives + tensors; ++life, at += 4) {
    if (life->data != no_data || life->bytes == 0) continue;
    const uint32_t offset = reader.u32(at);
    if (offset == no_data) {
      whole = false;
      continue;
    }
    if (KVANT_UNTRUSTED(offset > max_bytes || (offset & (activation_alignment - 1)) != 0))
      return Status::invalid_memory_plan;
    life->data = offset;
    if (offset + life->bytes > end) end = offset + life->bytes;
  }
  return Status::ok;
}

namespace stored_plan_detail {

inline bool is_placed(const TensorLife& life) { return (life.data & in_model) == 0 && life.bytes != 0; }

inline bool overlap(const TensorLife& one, const TensorLife& other) {
  return one.first <= other.last && other.first <= one.last && one.data < other.data + other.bytes &&
         other.data < one.data + one.bytes;
}

/// Whether "born" is what an operator writes where it has read "dying", element by element.
inline bool may_share(Model& model, const OperatorList& operators, const TensorLife* lives, uint32_t dying,
                      uint32_t born) {
  const TensorLife &before = lives[dying], &after = lives[born];
  if (before.last != after.first || before.data != after.data || before.bytes != after.bytes) return false;
  if (after.first >= model.node_count()) return false;
  const TableView node = model.node(after.first);
  const VectorView results = model.node_outputs(node);
  if (model.reader().count(results) != 1 || model.reader().u32(results.position) != born) return false;
  const int32_t code = model.builtin_code(node);
  const Operator* operation = operators.operators;
  for (uint32_t k = operators.count; k > 0; --k, ++operation) {
    if (operation->code == code) return operation->in_place;
  }
  return false;
}

}  // namespace stored_plan_detail

/// Refuses placed tensors that overlap while both live. Quadratic in the number of tensors.
KVANT_NODISCARD inline Status check_overlaps(Model& model, const OperatorList& operators, const TensorLife* lives) {
  for (uint32_t i = 1; i < model.tensor_count(); ++i) {
    if (!stored_plan_detail::is_placed(lives[i])) continue;
    for (uint32_t k = 0; k < i; ++k) {
      if (!stored_plan_detail::is_placed(lives[k]) || !stored_plan_detail::overlap(lives[i], lives[k])) continue;
      const bool i_dies = lives[i].last < lives[k].last;
      if (!stored_plan_detail::may_share(model, operators, lives, i_dies ? i : k, i_dies ? k : i))
        return Status::invalid_memory_plan;
    }
  }
  return Status::ok;
}

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
