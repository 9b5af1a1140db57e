// SPDX-License-Identifier: Apache-2.0
// Appending the operators of an imported graph to a graph of layers.
#include "layers/imported_graph.h"

#include "ops/record.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <map>
#include <stdexcept>
#include <utility>

namespace kvant::layers {
namespace {

std::size_t index_of(graph::TensorId id) { return static_cast<std::size_t>(id); }

/// The operator that is this fused activation, or null.
const ops::Record* activation_record(std::uint8_t activation) {
  for (const ops::Record* record : ops::all_records()) {
    if (record->as_activation == activation) return record;
  }
  return nullptr;
}

/// The same graph with each fused activation as an operator of its own, where there is such an operator.
graph::Graph unfuse_activations(const graph::Graph& fused) {
  graph::Graph unfused = fused;
  unfused.nodes.clear();
  for (graph::Node node : fused.nodes) {
    const ops::Record& record = ops::record_of(node);
    const std::uint8_t fused_activation = record.fused_activation ? record.fused_activation(node) : std::uint8_t{0};
    const ops::Record* const activation = fused_activation != 0 ? activation_record(fused_activation) : nullptr;
    if (activation == nullptr) {
      unfused.nodes.push_back(std::move(node));
      continue;
    }
    graph::Node second;
    second.code = activation->code;
    second.layer = node.layer;
    second.outputs = node.outputs;
    graph::Tensor between = fused.at(node.outputs.at(0));
    between.name += "/before_activation";
    node.options = record.fuse_activation(node, 0);
    node.outputs = {unfused.add(std::move(between))};
    second.inputs = node.outputs;
    unfused.nodes.push_back(std::move(node));
    unfused.nodes.push_back(std::move(second));
  }
  return unfused;
}

/// Counts the results of operators before that tensor.
graph::TensorId place_among_results(const graph::Graph& graph, graph::TensorId id) {
  graph::TensorId place = 0;
  for (const graph::Node& node : graph.nodes) {
    for (graph::TensorId output : node.outputs) {
      if (output == id) return place;
      ++place;
    }
  }
  throw Error("imported graph", "no operator makes the output " + graph.at(id).name);
}

/// A further output of an imported graph, as a layer without operators.
class ImportedOutput : public Layer {
 public:
  ImportedOutput(std::shared_ptr<const ImportedGraph> layer, std::size_t index)
      : layer_(std::move(layer)), index_(index) {}

  std::string class_name() const override { return "ImportedOutput"; }
  graph::TensorId call(graph::Graph&, std::span<const graph::TensorId> inputs, Mode mode) const override {
    return layer_->output(index_, inputs[0], mode);
  }

 private:
  void write_config(Config&) const override {}  // the imported graph refuses before

  std::shared_ptr<const ImportedGraph> layer_;
  std::size_t index_;
};

}  // namespace

ImportedGraph::ImportedGraph(graph::Graph graph) : fused_(std::move(graph)) {
  graph::drop_unused_tensors(fused_);
  find_variables();
  unfused_ = unfuse_activations(fused_);
}

void ImportedGraph::find_variables() {
  std::map<const Array*, std::shared_ptr<Array>> copies;
  for (const graph::Node& node : fused_.nodes) {
    const ops::QuantizationRule rule = ops::record_of(node).quantization.value();
    for (std::size_t i = 0; i < std::min(node.inputs.size(), rule.inputs.size()); ++i) {
      const bool learns = rule.inputs[i] == ops::OperandRole::weights || rule.inputs[i] == ops::OperandRole::bias;
      if (!learns || node.inputs[i] == graph::no_tensor) continue;
      graph::Tensor& tensor = fused_.at(node.inputs[i]);
      if (!tensor.is_constant() || tensor.dtype != DType::float32) continue;
      const bool known = std::any_of(weights_.begin(), weights_.end(),
                                     [&](const Variable& variable) { return variable.value == tensor.data; });
      if (known) continue;
      std::shared_ptr<Array>& copy = copies[tensor.data.get()];
      if (copy == nullptr) {
        copy = std::make_shared<Array>(*tensor.data);
        weights_.push_back({.name = tensor.name, .path = tensor.name, .value = copy});
      }
      tensor.data = copy;
    }
  }
}

void ImportedGraph::set_up(const std::vector<Shape>& input_shapes, SeedSource&) {
  if (input_shapes.size() != fused_.inputs.size())
    throw Error(where(), "takes " + std::to_string(fused_.inputs.size()) + " inputs",
                std::to_string(input_shapes.size()));
  variables() = std::move(weights_);
}

graph::TensorId ImportedGraph::call(graph::Graph& graph, std::span<const graph::TensorId> inputs, Mode mode) const {
  const graph::Graph& own = mode == Mode::training ? unfused_ : fused_;
  std::vector<graph::TensorId> placed(own.tensors.size(), graph::no_tensor);
  for (std::size_t i = 0; i < own.inputs.size(); ++i) placed[index_of(own.inputs[i])] = inputs[i];
  for (std::size_t i = 0; i < own.tensors.size(); ++i) {
    const graph::Tensor& tensor = own.tensors[i];
    if (!tensor.is_constant()) continue;
    const auto variable = std::find_if(variables().begin(), variables().end(),
                                       [&](const Variable& known) { return known.value == tensor.data; });
    placed[i] = variable == variables().end() ? graph.add(tensor) : add_to_graph(graph, *variable);
    graph.at(placed[i]).name = tensor.name;
  }
  for (const graph::Node& node : own.nodes) append_operator(graph, own, node, placed);
  return placed.at(index_of(own.outputs.at(0)));
}

void ImportedGraph::append_operator(graph::Graph& graph, const graph::Graph& own, const graph::Node& node,
                                    std::vector<graph::TensorId>& placed) const {
  graph::Node copy = node;
  const std::string place = node.layer.empty() ? where() : node.layer;
  for (graph::TensorId& id : copy.inputs) {
    if (id != graph::no_tensor) id = placed.at(index_of(id));
  }
  try {
    const std::vector<Shape> shapes = ops::record_of(node).infer_shape.value(graph, copy);
    for (std::size_t i = 0; i < copy.outputs.size(); ++i) {
      graph::Tensor result;
      result.name = own.at(node.outputs[i]).name;
      result.shape = shapes.at(i);
      copy.outputs[i] = graph.add(std::move(result));
      placed[index_of(node.outputs[i])] = copy.outputs[i];
    }
  } catch (const std::out_of_range&) {
    throw Error(place, "the operator has too few operands, axes or results");
  }
  graph.nodes.push_back(std::move(copy));
}

graph::TensorId ImportedGraph::output(std::size_t index, graph::TensorId first, Mode mode) const {
  const graph::Graph& own = mode == Mode::training ? unfused_ : fused_;
  return first - place_among_results(own, own.outputs.at(0)) + place_among_results(own, own.outputs.at(index));
}

void ImportedGraph::write_config(Config&) const {
  throw Error(where(), "holds the operators of an imported file, which no Keras file can; convert it to .tflite");
}

std::vector<SymbolicTensorPointer> call_imported_graph(const std::shared_ptr<ImportedGraph>& layer,
                                                       const std::vector<SymbolicTensorPointer>& inputs,
                                                       SeedSource& seeds) {
  std::vector<Shape> shapes;
  graph::Graph scratch;
  std::vector<graph::TensorId> ids;
  for (const SymbolicTensorPointer& input : inputs) {
    shapes.push_back(input->shape);
    graph::Tensor tensor;
    tensor.shape = input->shape;
    ids.push_back(scratch.add(std::move(tensor)));
  }
  layer->build(shapes, seeds);
  const graph::TensorId first = layer->call(scratch, ids, Mode::inference);
  std::vector<SymbolicTensorPointer> outputs = {
      std::make_shared<const SymbolicTensor>(SymbolicTensor{layer, inputs, scratch.at(first).shape})};
  for (std::size_t i = 1; i < layer->output_count(); ++i) {
    const auto further = std::make_shared<ImportedOutput>(layer, i);
    further->build({outputs[0]->shape}, seeds);
    const Shape& shape = scratch.at(layer->output(i, first, Mode::inference)).shape;
    outputs.push_back(std::make_shared<const SymbolicTensor>(SymbolicTensor{further, {outputs[0]}, shape}));
  }
  return outputs;
}

}  // namespace kvant::layers
