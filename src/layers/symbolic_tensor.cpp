// SPDX-License-Identifier: Apache-2.0
// Calling layers before there are numbers.
#include "layers/symbolic_tensor.h"

#include <utility>

namespace kvant::layers {

Shape infer_result_shape(const Layer& layer, const std::vector<Shape>& input_shapes) {
  graph::Graph graph;
  std::vector<graph::TensorId> ids;
  for (const Shape& shape : input_shapes) {
    graph::Tensor tensor;
    tensor.shape = shape;
    ids.push_back(graph.add(std::move(tensor)));
  }
  return graph.at(layer.call(graph, ids, Mode::inference)).shape;
}

SymbolicTensorPointer call_layer(std::shared_ptr<Layer> layer, std::vector<SymbolicTensorPointer> inputs,
                                 SeedSource& seeds) {
  std::vector<Shape> shapes;
  for (const SymbolicTensorPointer& input : inputs) shapes.push_back(input->shape);
  layer->build(shapes, seeds);
  const Shape result = infer_result_shape(*layer, shapes);
  return std::make_shared<const SymbolicTensor>(SymbolicTensor{std::move(layer), std::move(inputs), result});
}

}  // namespace kvant::layers
