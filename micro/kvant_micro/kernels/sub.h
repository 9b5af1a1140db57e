// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// SUB: y = activation(a - b), one of them repeated where it is shorter. int8: as ADD, with the second one's sign
// changed.
#pragma once

#include <kvant_micro/kernels/add.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

/// Layer: AddParams, or its numbers as constants. First, Second: pointers, or Constants.
template <class Layer, class First, class Second>
inline void sub(const Layer& layer, First first, Second second, int8_t* output) {
  const add_detail::SumInt8<Layer, -1> difference = {layer};
  broadcast(layer, first, second, output, difference);
}
template <class Layer, class First, class Second>
inline void sub(const Layer& layer, First first, Second second, float* output) {
  const add_detail::SumFloat32<Layer, -1> difference = {layer};
  broadcast(layer, first, second, output, difference);
}

#ifndef KVANT_KERNELS_ONLY

struct SubInt8 {
  typedef AddParams Params;
  static Status prepare(NodeView& node, Params& params) { return add_detail::prepare_int8(node, params); }
  static void run(const Memory& memory, const Params& params) {
    sub(params, memory.read<int8_t>(params.first), memory.read<int8_t>(params.second),
        memory.write<int8_t>(params.output));
  }
};

struct SubFloat32 {
  typedef AddParams Params;
  static Status prepare(NodeView& node, Params& params) { return add_detail::prepare_float32(node, params); }
  static void run(const Memory& memory, const Params& params) {
    sub(params, memory.read<float>(params.first), memory.read<float>(params.second),
        memory.write<float>(params.output));
  }
};

#endif  // KVANT_KERNELS_ONLY

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
