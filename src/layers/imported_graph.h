// SPDX-License-Identifier: Apache-2.0
// The operators of a graph that came from a file as one layer, so that they can be trained and converted as others.
#pragma once

#include "layers/symbolic_tensor.h"

#include <memory>
#include <string>
#include <vector>

namespace kvant::layers {

/// Float32 weights and biases of the operators are its variables, in the operators' layout and by the graph's names;
/// other constants stay what they are. No Keras file can hold it.
class ImportedGraph : public Layer {
 public:
  /// graph: sound, every operator with a record that runs in float, its inputs of unknown batch, each output made by an
  /// operator. Shapes of results are inferred, not taken from it. Its weights are copied.
  explicit ImportedGraph(graph::Graph graph);

  std::string class_name() const override { return "ImportedGraph"; }

  /// One input for each of the graph's. Returns the first output.
  graph::TensorId call(graph::Graph& graph, std::span<const graph::TensorId> inputs, Mode mode) const override;
  /// Where a further output lies in a graph whose call() returned first.
  graph::TensorId output(std::size_t index, graph::TensorId first, Mode mode) const;
  std::size_t output_count() const { return fused_.outputs.size(); }

 private:
  void set_up(const std::vector<Shape>& input_shapes, SeedSource& seeds) override;
  void write_config(Config& config) const override;
  void find_variables();
  void append_operator(graph::Graph& graph, const graph::Graph& own, const graph::Node& node,
                       std::vector<graph::TensorId>& placed) const;

  graph::Graph fused_;             ///< as the file has it
  graph::Graph unfused_;           ///< the same with activations as operators of their own: gradients need that
  std::vector<Variable> weights_;  ///< before build
};

/// The graph's results for these inputs, one for each of its outputs. Throws Error when shapes do not fit.
std::vector<SymbolicTensorPointer> call_imported_graph(const std::shared_ptr<ImportedGraph>& layer,
                                                       const std::vector<SymbolicTensorPointer>& inputs,
                                                       SeedSource& seeds);

}  // namespace kvant::layers
