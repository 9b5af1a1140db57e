// SPDX-License-Identifier: Apache-2.0
// Regularization of a graph's variables.
#include "train/regularization.h"

#include "linear/threads.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace kvant::train {
namespace {

/// In four sums side by side, so that none waits for the other.
template <class Value>
double sum_of(std::span<const float> numbers, const Value& value) {
  constexpr std::size_t together = 4;
  double sums[together] = {};
  std::size_t i = 0;
  for (; i + together <= numbers.size(); i += together) {
    for (std::size_t k = 0; k < together; ++k) sums[k] += value(static_cast<double>(numbers[i + k]));
  }
  for (; i < numbers.size(); ++i) sums[0] += value(static_cast<double>(numbers[i]));
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

}  // namespace

Regularization::Regularization(const graph::Graph& graph) {
  for (std::size_t i = 0; i < graph.tensors.size(); ++i) {
    const graph::Tensor& tensor = graph.tensors[i];
    if (!tensor.is_constant() || !tensor.trainable || (tensor.l1 == 0.0f && tensor.l2 == 0.0f)) continue;
    variables_.push_back({static_cast<graph::TensorId>(i), tensor.data, tensor.l1, tensor.l2});
  }
}

double Regularization::loss() const {
  double total = 0.0;
  for (const Regularized& variable : variables_) {
    const auto numbers = std::as_const(*variable.values).values<float>();
    const double l1 = static_cast<double>(variable.l1), l2 = static_cast<double>(variable.l2);
    if (l1 != 0.0) total += l1 * sum_of(numbers, [](double v) { return std::fabs(v); });
    if (l2 != 0.0) total += l2 * sum_of(numbers, [](double v) { return v * v; });
  }
  return total;
}

void Regularization::add_gradients(std::span<const execute::TrainableVariable> variables) const {
  for (const Regularized& regularized : variables_) {
    const auto found =
        std::find_if(variables.begin(), variables.end(),
                     [&](const execute::TrainableVariable& variable) { return variable.tensor == regularized.tensor; });
    if (found == variables.end()) continue;
    const float l1 = regularized.l1, twice_l2 = 2.0f * regularized.l2;
    const float* const values = found->values;
    float* const gradient = found->gradient;
    linear::for_each_stretch(found->size, linear::number_cost, [&](std::int64_t first, std::int64_t count) {
      for (std::int64_t i = first; i < first + count; ++i) {
        const float sign = values[i] > 0.0f ? 1.0f : values[i] < 0.0f ? -1.0f : 0.0f;
        gradient[i] += l1 * sign + twice_l2 * values[i];
      }
    });
  }
}

}  // namespace kvant::train
