// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// PAD: zeros before and after the numbers along each axis. int8: the code of zero, which is the zero point.
//
// An axis that gets none is one with the axis outside it, so that [1, 5, 5, 3] padded on both sides of its rows and
// columns has the axes 5 and 15. At most four such axes may be left.
#pragma once

#include <kvant_micro/core/target.h>

#ifndef KVANT_KERNELS_ONLY
#include <kvant_micro/operator.h>
#endif  // KVANT_KERNELS_ONLY

namespace kvant_micro {
inline namespace KVANT_TARGET {

namespace pad_detail {
template <class T>
KVANT_ALWAYS_INLINE T* fill(T* output, T value, uint32_t count) {
  for (; count > 0; --count) *output++ = value;
  return output;
}
}  // namespace pad_detail

/// Layer: PadParams, or its numbers as constants. T: int8_t or float.
template <class Layer, class T>
inline void pad(const Layer& layer, const T* input, T* output) {
  const T value = static_cast<T>(layer.value);
  const uint32_t after_0 = layer.output_0 - layer.before_0 - layer.length_0;
  for (uint32_t h = 0; h < layer.output_3; ++h) {
    for (uint32_t g = 0; g < layer.output_2; ++g) {
      for (uint32_t f = 0; f < layer.output_1; ++f) {
        // What lies before the input wraps, and is then beyond it.
        if (h - layer.before_3 >= layer.length_3 || g - layer.before_2 >= layer.length_2 ||
            f - layer.before_1 >= layer.length_1) {
          output = pad_detail::fill(output, value, layer.output_0);
          continue;
        }
        output = pad_detail::fill(output, value, layer.before_0);
        for (uint32_t e = 0; e < layer.length_0; ++e) *output++ = *input++;
        output = pad_detail::fill(output, value, after_0);
      }
    }
  }
}

#ifndef KVANT_KERNELS_ONLY

struct PadParams {
  DataReference input, output;
  uint32_t length_0, length_1, length_2, length_3;  ///< of the input, innermost first
  uint32_t before_0, before_1, before_2, before_3;
  uint32_t output_0, output_1, output_2, output_3;
  int8_t value;
};

namespace pad_detail {

/// The axes that are left, innermost first.
struct Axes {
  uint32_t length[5], before[5], output[5];  // four, and a fifth that takes what is too much
};

inline void read_axes(NodeView& node, const Operand& input, const Operand& paddings, const Operand& output,
                      Axes& axes) {
  for (uint32_t i = 0; i < 5; ++i) {
    axes.length[i] = axes.output[i] = 1;
    axes.before[i] = 0;
  }
  const Lengths from = node.lengths(input), to = node.lengths(output);
  if (KVANT_UNTRUSTED(node.constant_count(paddings) != 2 * from.rank || to.rank != from.rank)) {
    return node.fail(Status::invalid_model);
  }
  uint32_t used = 0, inner = 1;
  for (uint32_t i = from.rank; i > 0; --i) {
    const uint32_t length = from.at[i - 1], whole = to.at[i - 1];
    const uint32_t before = static_cast<uint32_t>(node.constant_i32(paddings, 2 * (i - 1)));
    const uint32_t after = static_cast<uint32_t>(node.constant_i32(paddings, 2 * (i - 1) + 1));
    if (KVANT_UNTRUSTED(before > whole || length > whole - before || whole - before - length != after)) {
      return node.fail(Status::invalid_model);
    }
    inner *= length;
    if (whole == length) continue;
    if (KVANT_UNTRUSTED(used == 4)) return node.fail(Status::unsupported_shape);
    axes.length[used] = inner;
    axes.before[used] = inner / length * before;
    axes.output[used] = inner / length * whole;
    ++used;
    inner = 1;
  }
  if (inner == 1) return;
  if (KVANT_UNTRUSTED(used == 4)) return node.fail(Status::unsupported_shape);
  axes.length[used] = axes.output[used] = inner;
}

inline void read_pad(NodeView& node, TensorType type, PadParams& params) {
  const Operand input = node.input(0), paddings = node.input(1), output = node.output(0);
  if (input.type != type || output.type != type) node.fail(Status::unsupported_types);
  node.check_alignment(input, size_of(type));
  if (node.status() != Status::ok) return;
  Axes axes;
  read_axes(node, input, paddings, output, axes);
  params.input = input.data;
  params.output = output.data;
  params.length_0 = axes.length[0];
  params.length_1 = axes.length[1];
  params.length_2 = axes.length[2];
  params.length_3 = axes.length[3];
  params.before_0 = axes.before[0];
  params.before_1 = axes.before[1];
  params.before_2 = axes.before[2];
  params.before_3 = axes.before[3];
  params.output_0 = axes.output[0];
  params.output_1 = axes.output[1];
  params.output_2 = axes.output[2];
  params.output_3 = axes.output[3];
  params.value = 0;
}

}  // namespace pad_detail

struct PadInt8 {
  typedef PadParams Params;
  static Status prepare(NodeView& node, Params& params) {
    pad_detail::read_pad(node, TensorType::int8, params);
    if (node.status() != Status::ok) return node.status();
    const PerTensor output = node.per_tensor(node.output(0), -128, 127);
    node.check_same_scale(node.per_tensor(node.input(0), -128, 127), output);
    params.value = static_cast<int8_t>(output.zero_point);
    return node.status();
  }
  static void run(const Memory& memory, const Params& params) {
    pad(params, memory.read<int8_t>(params.input), memory.write<int8_t>(params.output));
  }
};

struct PadFloat32 {
  typedef PadParams Params;
  static Status prepare(NodeView& node, Params& params) {
    pad_detail::read_pad(node, TensorType::float32, params);
    return node.status();
  }
  static void run(const Memory& memory, const Params& params) {
    pad(params, memory.read<float>(params.input), memory.write<float>(params.output));
  }
};

#endif  // KVANT_KERNELS_ONLY

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
