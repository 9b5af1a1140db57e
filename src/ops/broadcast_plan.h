// SPDX-License-Identifier: Apache-2.0
// Two operands of one result on the desk: of the same shape, or one repeated along axes where it has length 1 or none.
#pragma once

#include "linear/threads.h"
#include "ops/fused_options.h"

#include <array>
#include <cstdint>

namespace kvant::ops {

/// The shape of the result. Throws Error when they do not fit.
std::vector<Shape> infer_broadcast(const graph::Graph& graph, const graph::Node& node);

/// How the operands move along the result. Axes beside each other along which the same operands move are one.
class BroadcastPlan {
 public:
  BroadcastPlan(const FloatView& first, const FloatView& second, const FloatView& output);

  /// visit(result, first, second, length): "length" results from these places on, in which each operand moves by its
  /// step of 0 or 1.
  template <class Visit>
  void for_each_run(Visit visit) const {
    std::array<std::int64_t, max_axes> index = {};
    const std::int64_t length = axes_[0].length;
    std::int64_t result = 0;
    for (;;) {
      std::int64_t first = 0, second = 0;
      for (std::size_t axis = 1; axis < count_; ++axis) {
        first += index[axis] * axes_[axis].steps[0];
        second += index[axis] * axes_[axis].steps[1];
      }
      visit(result, first, second, length);
      result += length;
      std::size_t axis = 1;
      while (axis < count_ && ++index[axis] == axes_[axis].length) index[axis++] = 0;
      if (axis >= count_) return;
    }
  }
  std::int64_t first_step() const { return axes_[0].steps[0]; }
  std::int64_t second_step() const { return axes_[0].steps[1]; }

 private:
  static constexpr std::size_t max_axes = 8;
  struct Axis {
    std::int64_t length = 1;
    std::array<std::int64_t, 2> steps = {};
  };
  std::array<Axis, max_axes> axes_;  ///< innermost first
  std::size_t count_ = 0;
};

/// y = combine(a, b) for all results.
template <class Combine>
void combine_broadcast(const FloatCall& call, Combine combine) {
  const BroadcastPlan plan(call.inputs[0], call.inputs[1], call.outputs[0]);
  const std::int64_t first_step = plan.first_step(), second_step = plan.second_step();
  plan.for_each_run([&](std::int64_t result, std::int64_t first, std::int64_t second, std::int64_t length) {
    const float *const a = call.inputs[0].data + first, *const b = call.inputs[1].data + second;
    float* const y = call.outputs[0].data + result;
    if (first_step == 1 && second_step == 1) {
      linear::for_each_stretch(length, linear::number_cost, [&](std::int64_t begin, std::int64_t count) {
        for (std::int64_t i = begin; i < begin + count; ++i) y[i] = combine(a[i], b[i]);
      });
      return;
    }
    for (std::int64_t i = 0; i < length; ++i) y[i] = combine(a[i * first_step], b[i * second_step]);
  });
}

/// Sums in double while a gradient is collected for an operand that is repeated; one vector a thread.
std::vector<double>& broadcast_sums(std::int64_t count);

/// The gradient of operand 0 or 1: the sum of slope(dy, a, b) over all results that the number was part of.
template <class Slope>
void give_broadcast_gradient(const GradientCall& call, std::size_t operand, Slope slope) {
  const FloatView& given = call.input_gradients[operand];
  if (given.data == nullptr) return;
  if (call.inputs[0].size() == given.size() && call.inputs[1].size() == given.size()) {  // nothing is repeated
    const float *const a = call.inputs[0].data, *const b = call.inputs[1].data, *dy = call.output_gradients[0].data;
    const bool accumulate = call.accumulate[operand];
    linear::for_each_stretch(given.size(), linear::number_cost, [&](std::int64_t begin, std::int64_t count) {
      for (std::int64_t i = begin; i < begin + count; ++i) {
        const float sum = slope(dy[i], a[i], b[i]);
        given.data[i] = accumulate ? given.data[i] + sum : sum;
      }
    });
    return;
  }
  const BroadcastPlan plan(call.inputs[0], call.inputs[1], call.outputs[0]);
  std::vector<double>& sums = broadcast_sums(given.size());
  const std::int64_t first_step = plan.first_step(), second_step = plan.second_step();
  plan.for_each_run([&](std::int64_t result, std::int64_t first, std::int64_t second, std::int64_t length) {
    const float *const a = call.inputs[0].data + first, *const b = call.inputs[1].data + second;
    const float* const dy = call.output_gradients[0].data + result;
    double* const to = sums.data() + (operand == 0 ? first : second);
    const std::int64_t step = operand == 0 ? first_step : second_step;
    for (std::int64_t i = 0; i < length; ++i)
      to[i * step] += static_cast<double>(slope(dy[i], a[i * first_step], b[i * second_step]));
  });
  for (std::int64_t i = 0; i < given.size(); ++i) {
    const auto sum = static_cast<float>(sums[static_cast<std::size_t>(i)]);
    given.data[i] = call.accumulate[operand] ? given.data[i] + sum : sum;
  }
}

}  // namespace kvant::ops
