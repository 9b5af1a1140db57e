// SPDX-License-Identifier: Apache-2.0
// The numbers of a graph's variables, kept aside: trained weights and moving averages alike.
#pragma once

#include "graph/graph.h"

#include <memory>
#include <vector>

namespace kvant::train {

class WeightsCopy {
 public:
  /// Empty; the graph's arrays must stay.
  explicit WeightsCopy(const graph::Graph& graph);

  void take();
  bool taken() const { return !copies_.empty(); }
  /// Only after take().
  void put_back() const;

  /// For files: the arrays themselves, in the graph's order.
  const std::vector<std::shared_ptr<Array>>& arrays() const { return arrays_; }
  std::int64_t bytes() const;

 private:
  std::vector<std::shared_ptr<Array>> arrays_;
  std::vector<Array> copies_;
};

}  // namespace kvant::train
