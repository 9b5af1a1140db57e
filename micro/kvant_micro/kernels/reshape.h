// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RESHAPE: the same numbers in another shape: a copy, or nothing where both lie in one place.
#pragma once

#include <kvant_micro/core/target.h>

#ifndef KVANT_KERNELS_ONLY
#include <kvant_micro/operator.h>
#endif  // KVANT_KERNELS_ONLY

namespace kvant_micro {
inline namespace KVANT_TARGET {

/// Layer: ReshapeParams, or its number as a constant.
template <class Layer, class T>
inline void reshape(const Layer& layer, const T* input, T* output) {
  if (input != output) __builtin_memcpy(output, input, layer.bytes);
}

#ifndef KVANT_KERNELS_ONLY

struct ReshapeParams {
  DataReference input, output;
  uint32_t bytes;
};

namespace reshape_detail {
/// The wanted shape is there twice, as an operand and as the output's own: they must agree. -1 stands for any length.
inline void check_wanted_shape(NodeView& node, const Operand& output) {
  const Operand wanted = node.optional_input(1);
  if (!wanted.present() || !wanted.is_constant()) return;
  const Lengths lengths = node.lengths(output);
  bool equal = node.constant_count(wanted) == lengths.rank;
  for (uint32_t i = 0; equal && i < lengths.rank; ++i) {
    const int32_t length = node.constant_i32(wanted, i);
    equal = length == -1 || static_cast<uint32_t>(length) == lengths.at[i];
  }
  if (!equal) node.fail(Status::invalid_model);
}
}  // namespace reshape_detail

/// Of any type.
struct ReshapeBytes {
  typedef ReshapeParams Params;
  static Status prepare(NodeView& node, Params& params) {
    const Operand input = node.input(0), output = node.output(0);
    if (input.type != output.type) node.fail(Status::unsupported_types);
    if (KVANT_UNTRUSTED(size_of(input.type) == 0)) node.fail(Status::unsupported_types);
    if (KVANT_UNTRUSTED(input.bytes != output.bytes)) node.fail(Status::invalid_model);
    if (KVANT_UNTRUSTED(true)) reshape_detail::check_wanted_shape(node, output);
    params.input = input.data;
    params.output = output.data;
    params.bytes = input.bytes;
    return node.status();
  }
  static void run(const Memory& memory, const Params& params) {
    reshape(params, memory.read<uint8_t>(params.input), memory.write<uint8_t>(params.output));
  }
};

#endif  // KVANT_KERNELS_ONLY

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
