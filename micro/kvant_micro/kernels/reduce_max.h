// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// REDUCE_MAX: the largest of the numbers along some axes. NaN counts as nothing, as in the reference.
#pragma once

#include <kvant_micro/kernels/reduced_axes.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

namespace reduce_max_detail {

struct Largest {
  template <class Layer, class T>
  KVANT_ALWAYS_INLINE static T largest_of(const Layer& layer, const T* first, T smallest) {
    T largest = smallest;
    for (uint32_t i = 0; i < layer.count; ++i, first += layer.inner) {
      if (*first > largest) largest = *first;
    }
    return largest;
  }
  template <class Layer>
  KVANT_ALWAYS_INLINE static int8_t of(const Layer& layer, const int8_t* first) {
    return largest_of<Layer, int8_t>(layer, first, -128);
  }
  template <class Layer>
  KVANT_ALWAYS_INLINE static float of(const Layer& layer, const float* first) {
    return largest_of(layer, first, -3.402823466e38f);
  }
};

}  // namespace reduce_max_detail

/// Layer: ReduceMaxParams, or its numbers as constants. T: int8_t or float.
template <class Layer, class T>
inline void reduce_max(const Layer& layer, const T* input, T* output) {
  reduce_axes<reduce_max_detail::Largest>(layer, input, output);
}

#ifndef KVANT_KERNELS_ONLY

struct ReduceMaxParams {
  DataReference input, output;
  uint32_t outer, count, inner;
};

struct ReduceMaxInt8 {
  typedef ReduceMaxParams Params;
  static Status prepare(NodeView& node, Params& params) {
    read_reduced_axes(node, TensorType::int8, params);
    if (node.status() != Status::ok) return node.status();
    node.check_same_scale(node.per_tensor(node.input(0), -128, 127), node.per_tensor(node.output(0), -128, 127));
    return node.status();
  }
  static void run(const Memory& memory, const Params& params) {
    reduce_max(params, memory.read<int8_t>(params.input), memory.write<int8_t>(params.output));
  }
};

struct ReduceMaxFloat32 {
  typedef ReduceMaxParams Params;
  static Status prepare(NodeView& node, Params& params) {
    read_reduced_axes(node, TensorType::float32, params);
    return node.status();
  }
  static void run(const Memory& memory, const Params& params) {
    reduce_max(params, memory.read<float>(params.input), memory.write<float>(params.output));
  }
};

#endif  // KVANT_KERNELS_ONLY

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
