// SPDX-License-Identifier: Apache-2.0
// What regularizers add to the loss and its gradient: l1 * sum |w| + l2 * sum w^2, of trainable variables alone.
#pragma once

#include "execute/float_plan.h"
#include "graph/graph.h"

#include <span>
#include <vector>

namespace kvant::train {

class Regularization {
 public:
  /// The graph's variables must stay.
  explicit Regularization(const graph::Graph& graph);

  bool present() const { return !variables_.empty(); }
  /// What joins the loss.
  double loss() const;
  /// Adds the derivative by each weight to the gradients of a plan of the same graph.
  void add_gradients(std::span<const execute::TrainableVariable> variables) const;

 private:
  struct Regularized {
    graph::TensorId tensor = graph::no_tensor;
    std::shared_ptr<const Array> values;
    float l1 = 0.0f, l2 = 0.0f;
  };
  std::vector<Regularized> variables_;
};

}  // namespace kvant::train
