// SPDX-License-Identifier: Apache-2.0
// Regularization of a graph's variables.
#include "train/regularization.h"

#include "linear/threads.h"
#include "train/side_by_side_sum.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace kvant::train {

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
    const auto count = static_cast<std::int64_t>(numbers.size());
    const auto number = [&](std::int64_t at) { return static_cast<double>(numbers[static_cast<std::size_t>(at)]); };
    const double l1 = static_cast<double>(variable.l1), l2 = static_cast<double>(variable.l2);
    if (l1 != 0.0) total += l1 * side_by_side_sum(count, [&](std::int64_t at) { return std::fabs(number(at)); });
    if (l2 != 0.0) total += l2 * side_by_side_sum(count, [&](std::int64_t at) { return number(at) * number(at); });
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
