// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// AVERAGE_POOL_2D: the mean of each window's cells that lie inside the input. int8: rounded, halves away from zero.
#pragma once

#include <kvant_micro/core/fixed_point.h>
#include <kvant_micro/kernels/pool_window.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

namespace average_pool_detail {

template <class Sum, class T>
KVANT_ALWAYS_INLINE Sum sum_of(const PoolCells<T>& cells) {
  Sum sum = 0;
  const T* row = cells.first;
  for (uint32_t y = 0; y < cells.rows; ++y, row += cells.row_step) {
    const T* cell = row;
    for (uint32_t x = 0; x < cells.columns; ++x, cell += cells.column_step) sum += *cell;
  }
  return sum;
}

struct Average {
  template <class Layer>
  KVANT_ALWAYS_INLINE static int8_t of(const Layer& layer, const PoolCells<int8_t>& cells) {
    const int32_t count = static_cast<int32_t>(cells.rows * cells.columns);
    const int32_t sum = sum_of<int32_t>(cells);
    const int32_t mean = (sum > 0 ? sum + count / 2 : sum - count / 2) / count;
    return static_cast<int8_t>(clamp(mean, layer.low, layer.high));
  }
  template <class Layer>
  KVANT_ALWAYS_INLINE static float of(const Layer& layer, const PoolCells<float>& cells) {
    return clamp_float(sum_of<float>(cells) / static_cast<float>(cells.rows * cells.columns), layer.activation);
  }
};

}  // namespace average_pool_detail

/// Layer: Pool2DParams, or its numbers as constants. T: int8_t or float.
template <class Layer, class T>
inline void average_pool_2d(const Layer& layer, const T* input, T* output) {
  pool_2d<average_pool_detail::Average>(layer, input, output);
}

#ifndef KVANT_KERNELS_ONLY

struct AveragePool2DInt8 {
  typedef Pool2DParams Params;
  static Status prepare(NodeView& node, Params& params) { return pool_detail::prepare(node, TensorType::int8, params); }
  static void run(const Memory& memory, const Params& params) {
    average_pool_2d(params, memory.read<int8_t>(params.input), memory.write<int8_t>(params.output));
  }
};

struct AveragePool2DFloat32 {
  typedef Pool2DParams Params;
  static Status prepare(NodeView& node, Params& params) {
    return pool_detail::prepare(node, TensorType::float32, params);
  }
  static void run(const Memory& memory, const Params& params) {
    average_pool_2d(params, memory.read<float>(params.input), memory.write<float>(params.output));
  }
};

#endif  // KVANT_KERNELS_ONLY

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
