// SPDX-License-Identifier: Apache-2.0
// Checking an imported graph, opening its batch, and making layers of it.
#include "kvant/imported_model.h"

#include "formats/tflite/tflite_format.h"
#include "inspect/chip_run.h"
#include "inspect/describe_model.h"
#include "inspect/status_sentence.h"
#include "kvant/model_impl.h"
#include "kvant/random_seed.h"
#include "layers/imported_graph.h"
#include "layers/input_layer.h"
#include "ops/record.h"
#include "passes/passes.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <utility>

namespace kvant {
namespace {

constexpr std::size_t most_names = 100;

/// "a, b": each once.
std::string list_of(std::vector<std::string> names) {
  std::vector<std::string> once;
  for (std::string& name : names) {
    if (std::find(once.begin(), once.end(), name) == once.end()) once.push_back(std::move(name));
  }
  std::string list;
  for (std::size_t i = 0; i < std::min(once.size(), most_names); ++i) list += (i == 0 ? "" : ", ") + once[i];
  return once.size() <= most_names ? list : list + " and " + std::to_string(once.size() - most_names) + " more";
}

void check_float(const graph::Graph& graph, const std::string& name) {
  std::vector<std::string> operators, tensors;
  for (const graph::Node& node : graph.nodes) {
    const ops::Record* record = ops::find_record(node.code);
    if (record == nullptr || record->run_float == nullptr) operators.push_back(inspect::name_of_operator(node));
    for (const auto* ids : {&node.inputs, &node.outputs}) {
      for (graph::TensorId id : *ids) {
        if (id == graph::no_tensor) continue;
        const graph::Tensor& tensor = graph.at(id);
        const bool plain = tensor.dtype == DType::float32 || (tensor.is_constant() && tensor.dtype == DType::int32);
        if (!plain || tensor.quantization.present()) tensors.push_back(tensor.name);
      }
    }
  }
  if (!operators.empty()) throw Error(name, "holds operators that kvant cannot run in float", list_of(operators));
  if (!tensors.empty())
    throw Error(name, "can be trained and converted only with float32 tensors that are not quantised",
                list_of(tensors));
}

void check_operators(const graph::Graph& graph, const std::string& name) {
  if (graph.inputs.empty() || graph.outputs.empty() || graph.nodes.empty())
    throw Error(name, "has no operators between inputs and outputs");
  for (graph::TensorId id : graph.outputs) {
    if (graph.producer(id) < 0) throw Error(name, "an output is not made by an operator", graph.at(id).name);
  }
}

/// Lets the chip's set-up check types, shapes and counts of operands: records take those for granted.
void check_operands(const graph::Graph& graph, const std::string& name) {
  graph::Graph alone = graph::with_batch(graph, 1);
  alone.file = nullptr;
  Bytes bytes;
  try {
    bytes = formats::write_tflite(alone);
  } catch (const std::out_of_range&) {
    throw Error(name, "an operator has too few operands or axes");
  }
  inspect::ChipRun chip(bytes);
  if (const kvant_micro::Status status = chip.allocate(); status != kvant_micro::Status::ok)
    throw Error(name, inspect::sentence_of(status));
}

/// Returns the length of the batch that the graph asks for, and opens it.
std::int64_t open_batch(graph::Graph& graph, const std::string& name) {
  std::int64_t batch = unknown_length;
  for (graph::TensorId id : graph.inputs) {
    graph::Tensor& input = graph.at(id);
    if (input.shape.empty() || (input.shape[0] != 1 && input.shape[0] != unknown_length))
      throw Error(name, "input " + input.name + " needs a first axis of 1 or of unknown length: the batch",
                  to_string(input.shape));
    if (input.shape[0] == 1) batch = 1;
    input.shape[0] = unknown_length;
  }
  return batch;
}

std::vector<std::string> tensor_names(const graph::Graph& graph, const std::vector<graph::TensorId>& ids) {
  std::vector<std::string> names;
  for (graph::TensorId id : ids) names.push_back(graph.at(id).name);
  return names;
}

/// One for each input, by the signature's names where they tell inputs apart.
std::vector<layers::SymbolicTensorPointer> make_inputs(const graph::Graph& graph) {
  std::vector<layers::SymbolicTensorPointer> inputs;
  std::vector<std::string> given = graph.input_names;
  std::sort(given.begin(), given.end());
  const bool named = given.size() == graph.inputs.size() && !given.front().empty() &&
                     std::adjacent_find(given.begin(), given.end()) == given.end();
  for (std::size_t i = 0; i < graph.inputs.size(); ++i) {
    auto layer = std::make_shared<layers::InputLayer>(graph.at(graph.inputs[i]).shape);
    if (named) layer->set_name(graph.input_names[i]);
    inputs.push_back(layers::call_layer(std::move(layer), {}, seed_source()));
  }
  return inputs;
}

}  // namespace

Model model_of_graph(graph::Graph graph, const std::string& name) {
  graph::check_graph(graph, name);
  passes::fold_shapes(graph);
  check_operators(graph, name);
  check_float(graph, name);
  ImportedFacts facts;
  facts.batch = open_batch(graph, name);
  facts.input_tensors = tensor_names(graph, graph.inputs);
  facts.description = graph.description;
  facts.signature = graph.signature;
  facts.input_names = graph.input_names;
  facts.output_names = graph.output_names;
  facts.metadata = graph.metadata;
  graph.file = nullptr;  // its places are no longer the file's
  const std::vector<layers::SymbolicTensorPointer> inputs = make_inputs(graph);
  const auto layer = std::make_shared<layers::ImportedGraph>(std::move(graph));
  const auto outputs = layers::call_imported_graph(layer, inputs, seed_source());
  const std::string stem = std::filesystem::path(name).stem().string();
  auto impl = std::make_unique<Model::Impl>();
  impl->layer_graph = layers::LayerGraph(stem.empty() ? "imported" : stem, inputs, outputs);
  impl->imported = std::move(facts);
  return Model(std::move(impl));
}

Model model_of_tflite(const Bytes& bytes, const std::string& name) {
  graph::Graph graph = formats::read_tflite(bytes, name);
  passes::fold_shapes(graph);
  check_operators(graph, name);
  check_float(graph, name);
  check_operands(graph, name);
  return model_of_graph(std::move(graph), name);
}

}  // namespace kvant
