// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// MAX_POOL_2D: the largest of each window's cells that lie inside the input.
#pragma once

#include <kvant_micro/core/fixed_point.h>
#include <kvant_micro/kernels/pool_window.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

namespace max_pool_detail {

/// At least "smallest"; NaN counts as nothing, as in the reference.
template <class T>
KVANT_ALWAYS_INLINE T largest_of(const PoolCells<T>& cells, T smallest) {
  T largest = smallest;
  const T* row = cells.first;
  for (uint32_t y = 0; y < cells.rows; ++y, row += cells.row_step) {
    const T* cell = row;
    for (uint32_t x = 0; x < cells.columns; ++x, cell += cells.column_step) {
      if (*cell > largest) largest = *cell;
    }
  }
  return largest;
}

struct Largest {
  template <class Layer>
  KVANT_ALWAYS_INLINE static int8_t of(const Layer& layer, const PoolCells<int8_t>& cells) {
    return static_cast<int8_t>(clamp(largest_of<int8_t>(cells, -128), layer.low, layer.high));
  }
  template <class Layer>
  KVANT_ALWAYS_INLINE static float of(const Layer& layer, const PoolCells<float>& cells) {
    return clamp_float(largest_of(cells, -3.402823466e38f), layer.activation);
  }
};

}  // namespace max_pool_detail

/// Layer: Pool2DParams, or its numbers as constants. T: int8_t or float.
template <class Layer, class T>
inline void max_pool_2d(const Layer& layer, const T* input, T* output) {
  pool_2d<max_pool_detail::Largest>(layer, input, output);
}

#ifndef KVANT_KERNELS_ONLY

struct MaxPool2DInt8 {
  typedef Pool2DParams Params;
  static Status prepare(NodeView& node, Params& params) { return pool_detail::prepare(node, TensorType::int8, params); }
  static void run(const Memory& memory, const Params& params) {
    max_pool_2d(params, memory.read<int8_t>(params.input), memory.write<int8_t>(params.output));
  }
};

struct MaxPool2DFloat32 {
  typedef Pool2DParams Params;
  static Status prepare(NodeView& node, Params& params) {
    return pool_detail::prepare(node, TensorType::float32, params);
  }
  static void run(const Memory& memory, const Params& params) {
    max_pool_2d(params, memory.read<float>(params.input), memory.write<float>(params.output));
  }
};

#endif  // KVANT_KERNELS_ONLY

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
