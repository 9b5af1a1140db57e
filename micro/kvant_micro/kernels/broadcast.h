// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Two operands of one result: of the same shape, or one repeated along axes where it has length 1 or none.
//
// Axes beside each other along which the same operands move are one, so that at most four are left: [8, 5, 5, 3] and
// [3] become lengths 200, 3, the second operand moving along the last alone. A shape that needs more is refused.
#pragma once

#include <kvant_micro/core/constant.h>

#ifndef KVANT_KERNELS_ONLY
#include <kvant_micro/operator.h>
#endif  // KVANT_KERNELS_ONLY

namespace kvant_micro {
inline namespace KVANT_TARGET {

namespace broadcast_detail {

/// How far an operand's index goes for a step along each axis, innermost first: 0 where it is repeated.
struct Steps {
  uint32_t step_0, step_1, step_2, step_3;

  template <class Layer>
  KVANT_ALWAYS_INLINE static Steps of(const Layer& layer, uint32_t moves) {
    const uint32_t block_1 = (moves & 1) != 0 ? layer.length_0 : 1;
    const uint32_t block_2 = (moves & 2) != 0 ? layer.length_1 * block_1 : block_1;
    const uint32_t block_3 = (moves & 4) != 0 ? layer.length_2 * block_2 : block_2;
    const Steps steps = {moves & 1, (moves & 2) != 0 ? block_1 : 0, (moves & 4) != 0 ? block_2 : 0,
                         (moves & 8) != 0 ? block_3 : 0};
    return steps;
  }
};

}  // namespace broadcast_detail

/// output = combine(first, second), element by element. Layer: has length_0 (the innermost) to length_3, and for each
/// operand the axes along which it moves as bits. First, Second: pointers, or Constants.
template <class Layer, class First, class Second, class T, class Combine>
inline void broadcast(const Layer& layer, First first, Second second, T* output, const Combine& combine) {
  const broadcast_detail::Steps one = broadcast_detail::Steps::of(layer, layer.first_moves);
  const broadcast_detail::Steps two = broadcast_detail::Steps::of(layer, layer.second_moves);
  for (uint32_t h = 0; h < layer.length_3; ++h) {
    for (uint32_t g = 0; g < layer.length_2; ++g) {
      for (uint32_t f = 0; f < layer.length_1; ++f) {
        uint32_t i = h * one.step_3 + g * one.step_2 + f * one.step_1;
        uint32_t k = h * two.step_3 + g * two.step_2 + f * two.step_1;
        for (uint32_t e = 0; e < layer.length_0; ++e) {
          *output++ = combine(first[i], second[k]);
          i += one.step_0;
          k += two.step_0;
        }
      }
    }
  }
}

#ifndef KVANT_KERNELS_ONLY

struct BroadcastParams {
  DataReference first, second, output;
  uint32_t length_0, length_1, length_2, length_3;
  uint8_t first_moves, second_moves;
  Activation activation;  ///< of float32 results
};

/// Fills the lengths from the shapes of both operands and the result.
inline void read_broadcast(NodeView& node, const Lengths& first, const Lengths& second, const Lengths& output,
                           BroadcastParams& params) {
  uint32_t lengths[5] = {1, 1, 1, 1, 1};
  uint32_t moves[5] = {0, 0, 0, 0, 0};
  uint32_t axes = 0;  // of those four; the fifth takes what is too much
  for (uint32_t back = 1; back <= output.rank; ++back) {
    const uint32_t length = output.at[output.rank - back];
    const uint32_t one = back <= first.rank ? first.at[first.rank - back] : 1;
    const uint32_t two = back <= second.rank ? second.at[second.rank - back] : 1;
    if (KVANT_UNTRUSTED((one != length && one != 1) || (two != length && two != 1) || (one != length && two != length)))
      node.fail(Status::invalid_model);
    if (length == 1) continue;
    const uint32_t kind = (one == length ? 1u : 0u) | (two == length ? 2u : 0u);
    if (axes == 0 || moves[axes - 1] != kind) {
      if (KVANT_UNTRUSTED(axes == 4)) return node.fail(Status::unsupported_shape);
      moves[axes++] = kind;
    }
    lengths[axes - 1] *= length;
  }
  if (KVANT_UNTRUSTED(first.rank > output.rank || second.rank > output.rank)) node.fail(Status::invalid_model);
  params.length_0 = lengths[0];
  params.length_1 = lengths[1];
  params.length_2 = lengths[2];
  params.length_3 = lengths[3];
  params.first_moves = params.second_moves = 0;
  for (uint32_t axis = 0; axis < 4; ++axis) {
    params.first_moves = static_cast<uint8_t>(params.first_moves | ((moves[axis] & 1) << axis));
    params.second_moves = static_cast<uint8_t>(params.second_moves | ((moves[axis] >> 1) << axis));
  }
}

/// The operands of an operator that combines two numbers.
struct BroadcastOperands {
  Operand first, second, output;
};

/// Reads them and what all of those operators check.
inline BroadcastOperands read_broadcast_operands(NodeView& node, TensorType type, BroadcastParams& params) {
  const BroadcastOperands operands = {node.input(0), node.input(1), node.output(0)};
  const Operand &first = operands.first, &second = operands.second, &output = operands.output;
  if (first.type != type || second.type != type || output.type != type) node.fail(Status::unsupported_types);
  node.check_alignment(first, size_of(type));
  node.check_alignment(second, size_of(type));
  if (node.status() != Status::ok) return operands;
  read_broadcast(node, node.lengths(first), node.lengths(second), node.lengths(output), params);
  const uint8_t activation = node.option_u8(0);
  if (KVANT_UNTRUSTED(activation > 3)) node.fail(Status::unsupported_operator);
  params.activation = static_cast<Activation>(activation);
  params.first = first.data;
  params.second = second.data;
  params.output = output.data;
  return operands;
}

#endif  // KVANT_KERNELS_ONLY

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
