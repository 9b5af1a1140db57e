// SPDX-License-Identifier: Apache-2.0
// Regularization of a graph's variables.
#include "train/regularization.h"

#include "linear/threads.h"

#include <algorithm>
#include <cmath>

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
    double absolute = 0.0, squared = 0.0;
    for (float value : variable.values->values<float>()) {
      absolute += static_cast<double>(std::fabs(value));
      squared += static_cast<double>(value) * static_cast<double>(value);
    }
    total += static_cast<double>(variable.l1) * absolute + static_cast<double>(variable.l2) * squared;
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
    constexpr std::int64_t cost = 8;  // of a number, in multiply-adds of a product
    linear::for_each_stretch(found->size, cost, [&](std::int64_t first, std::int64_t count) {
      for (std::int64_t i = first; i < first + count; ++i) {
        const float sign = values[i] > 0.0f ? 1.0f : values[i] < 0.0f ? -1.0f : 0.0f;
        gradient[i] += l1 * sign + twice_l2 * values[i];
      }
    });
  }
}

}  // namespace kvant::train
