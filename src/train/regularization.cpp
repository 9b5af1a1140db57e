// SPDX-License-Identifier: Apache-2.0
// Regularization of a graph's variables.
#include "train/regularization.h"

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
    const float twice_l2 = 2.0f * regularized.l2;
    for (std::int64_t i = 0; i < found->size; ++i) {
      const float value = found->values[i];
      const float sign = value > 0.0f ? 1.0f : value < 0.0f ? -1.0f : 0.0f;
      found->gradient[i] += regularized.l1 * sign + twice_l2 * value;
    }
  }
}

}  // namespace kvant::train
