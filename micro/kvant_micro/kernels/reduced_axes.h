// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Operators that make one number of all along some axes: the input seen as [outer, count, inner], the output as
// [outer, inner]. Axes apart from each other are refused.
#pragma once

#include <kvant_micro/core/target.h>

#ifndef KVANT_KERNELS_ONLY
#include <kvant_micro/operator.h>
#endif  // KVANT_KERNELS_ONLY

namespace kvant_micro {
inline namespace KVANT_TARGET {

/// output = Reduce::of(layer, first, layer.inner), first being the first of layer.count numbers that far apart.
template <class Reduce, class Layer, class T>
inline void reduce_axes(const Layer& layer, const T* input, T* output) {
  for (uint32_t o = 0; o < layer.outer; ++o) {
    for (uint32_t i = 0; i < layer.inner; ++i) *output++ = Reduce::of(layer, input + i);
    input += layer.count * layer.inner;
  }
}

#ifndef KVANT_KERNELS_ONLY

namespace reduced_axes_detail {

/// A bit for each axis that is reduced, from an int32 constant: any order, negative from the end.
inline uint32_t read_axes(NodeView& node, const Operand& axes, uint32_t rank) {
  uint32_t reduced = 0;
  for (uint32_t i = node.constant_count(axes); i > 0; --i) {
    const int32_t axis = node.constant_i32(axes, i - 1);
    const uint32_t from_start = static_cast<uint32_t>(axis < 0 ? axis + static_cast<int32_t>(rank) : axis);
    if (KVANT_UNTRUSTED(from_start >= rank)) {
      node.fail(Status::invalid_model);
      return 0;
    }
    reduced |= UINT32_C(1) << from_start;
  }
  return reduced;
}

/// The output has the other axes, and where they are kept ones in place of these.
inline void check_output(NodeView& node, const Lengths& input, uint32_t reduced, const Lengths& output) {
  const bool keeps = node.option_u8(0) != 0;
  uint32_t rank = 0;
  bool equal = true;
  for (uint32_t i = 0; i < input.rank; ++i) {
    const bool is_reduced = ((reduced >> i) & 1) != 0;
    if (is_reduced && !keeps) continue;
    equal = equal && rank < output.rank && output.at[rank] == (is_reduced ? 1 : input.at[i]);
    ++rank;
  }
  if (!equal || rank != output.rank) node.fail(Status::invalid_model);
}

}  // namespace reduced_axes_detail

/// Fills params.outer, count and inner, and the references.
template <class Params>
inline void read_reduced_axes(NodeView& node, TensorType type, Params& params) {
  const Operand input = node.input(0), axes = node.input(1), output = node.output(0);
  if (input.type != type || output.type != type) node.fail(Status::unsupported_types);
  node.check_alignment(input, size_of(type));
  if (node.status() != Status::ok) return;
  const Lengths lengths = node.lengths(input);
  const uint32_t reduced = reduced_axes_detail::read_axes(node, axes, lengths.rank);
  if (KVANT_UNTRUSTED(true)) reduced_axes_detail::check_output(node, lengths, reduced, node.lengths(output));
  params.outer = params.count = params.inner = 1;
  for (uint32_t i = 0; i < lengths.rank; ++i) {
    if (lengths.at[i] == 1) continue;
    if (((reduced >> i) & 1) == 0) {
      uint32_t& place = params.count == 1 ? params.outer : params.inner;
      place *= lengths.at[i];
    } else {
      if (KVANT_UNTRUSTED(params.inner != 1)) node.fail(Status::unsupported_shape);
      params.count *= lengths.at[i];
    }
  }
  params.input = input.data;
  params.output = output.data;
}

#endif  // KVANT_KERNELS_ONLY

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
