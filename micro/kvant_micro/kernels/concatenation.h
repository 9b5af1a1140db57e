// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// CONCATENATION: the operands behind each other along an axis, as bytes of any type. In int8 all have one scale.
//
// The output is seen as rows: of each row every operand has a part, which is a row of its own.
#pragma once

#include <kvant_micro/core/constant.h>

#ifndef KVANT_KERNELS_ONLY
#include <kvant_micro/operator.h>
#endif  // KVANT_KERNELS_ONLY

namespace kvant_micro {
inline namespace KVANT_TARGET {

/// Brings one operand to its place. Part has rows, row_bytes of the output, and begin and bytes of the operand's part.
template <class Part, class T>
inline void concatenation(const Part& part, const T* input, T* output) {
  const uint8_t* from = static_cast<const uint8_t*>(static_cast<const void*>(input));
  uint8_t* to = static_cast<uint8_t*>(static_cast<void*>(output)) + part.begin;
  for (uint32_t r = 0; r < part.rows; ++r) {
    __builtin_memcpy(to, from, part.bytes);
    from += part.bytes;
    to += part.row_bytes;
  }
}
/// The same for the bytes of a constant.
template <class Part, class T>
inline void concatenation(const Part& part, Constants<int8_t> input, T* output) {
  int8_t* to = static_cast<int8_t*>(static_cast<void*>(output)) + part.begin;
  uint32_t from = 0;
  for (uint32_t r = 0; r < part.rows; ++r) {
    for (uint32_t i = 0; i < part.bytes; ++i) to[i] = input[from++];
    to += part.row_bytes;
  }
}

#ifndef KVANT_KERNELS_ONLY

struct ConcatenationOperand {
  DataReference input;
  uint32_t bytes;  ///< of its part of a row
};

struct ConcatenationParams {
  DataReference output;
  DataReference operands;  ///< ConcatenationOperand[count] in the arena
  uint32_t count, rows, row_bytes;
};

namespace concatenation_detail {

/// Part of a row as the arithmetic wants it.
struct Part {
  uint32_t rows, row_bytes, begin, bytes;
};

/// Lengths of all axes but this one are the output's.
inline void check_lengths(NodeView& node, const Lengths& input, const Lengths& output, uint32_t axis) {
  bool equal = input.rank == output.rank;
  for (uint32_t i = 0; i < output.rank; ++i) equal = equal && (i == axis || input.at[i] == output.at[i]);
  if (!equal) node.fail(Status::invalid_model);
}

/// The axis counted from the outermost; 0 and a failure where there is none such.
inline uint32_t read_axis(NodeView& node, uint32_t rank) {
  const int32_t axis = node.option_i32(0);
  const uint32_t from_start = static_cast<uint32_t>(axis) + (axis < 0 ? rank : 0);
  if (KVANT_UNTRUSTED(from_start < rank)) return from_start;
  node.fail(Status::invalid_model);
  return 0;
}

}  // namespace concatenation_detail

/// int8 and float32.
struct ConcatenationBytes {
  typedef ConcatenationParams Params;
  static Status prepare(NodeView& node, Params& params) {
    const Operand output = node.output(0);
    const bool is_int8 = output.type == TensorType::int8;
    if (!is_int8 && output.type != TensorType::float32) node.fail(Status::unsupported_types);
    if (KVANT_UNTRUSTED(node.option_u8(1) != 0)) node.fail(Status::unsupported_operator);  // a fused activation
    if (node.status() != Status::ok) return node.status();
    const Lengths lengths = node.lengths(output);
    const uint32_t axis = concatenation_detail::read_axis(node, lengths.rank);
    params.rows = 1;
    for (uint32_t i = 0; i < axis; ++i) params.rows *= lengths.at[i];
    params.output = output.data;
    params.row_bytes = output.bytes / params.rows;
    params.count = node.input_count();
    // Each operand has at least one byte of each row.
    if (KVANT_UNTRUSTED(params.count == 0 || params.count > params.row_bytes)) node.fail(Status::invalid_model);
    if (KVANT_UNTRUSTED(node.status() != Status::ok)) return node.status();
    uint8_t* place = node.allocate(params.count * static_cast<uint32_t>(sizeof(ConcatenationOperand)), params.operands);
    if (place == nullptr) return node.status();
    uint32_t sum = 0;
    for (uint32_t i = 0; i < params.count; ++i, place += sizeof(ConcatenationOperand)) {
      const Operand input = node.input(i);
      if (input.type != output.type) node.fail(Status::unsupported_types);
      if (KVANT_UNTRUSTED(true)) concatenation_detail::check_lengths(node, node.lengths(input), lengths, axis);
      if (is_int8) node.check_same_scale(node.per_tensor(input, -128, 127), node.per_tensor(output, -128, 127));
      const ConcatenationOperand operand = {input.data, input.bytes / params.rows};
      __builtin_memcpy(place, &operand, sizeof operand);
      if (KVANT_UNTRUSTED(operand.bytes > params.row_bytes - sum)) node.fail(Status::invalid_model);
      if (KVANT_UNTRUSTED(node.status() != Status::ok)) return node.status();
      sum += operand.bytes;
    }
    if (KVANT_UNTRUSTED(sum != params.row_bytes)) node.fail(Status::invalid_model);
    return node.status();
  }
  static void run(const Memory& memory, const Params& params) {
    const ConcatenationOperand* operand = memory.read<ConcatenationOperand>(params.operands);
    concatenation_detail::Part part = {params.rows, params.row_bytes, 0, 0};
    for (uint32_t i = 0; i < params.count; ++i, ++operand) {
      part.bytes = operand->bytes;
      concatenation(part, memory.read<uint8_t>(operand->input), memory.write<uint8_t>(params.output));
      part.begin += part.bytes;
    }
  }
};

#endif  // KVANT_KERNELS_ONLY

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
