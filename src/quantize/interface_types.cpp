// SPDX-License-Identifier: Apache-2.0
// QUANTIZE and DEQUANTIZE at the ends of an int8 graph.
#include "quantize/interface_types.h"

#include "ops/builtin_codes.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace kvant::quantize {
namespace {

/// The same tensor as another type: float32, or uint8 with the zero point 128 higher.
graph::Tensor interface_tensor(const graph::Tensor& inside, DType dtype) {
  graph::Tensor tensor = inside;
  tensor.dtype = dtype;
  if (dtype == DType::float32) tensor.quantization = {};
  if (dtype == DType::uint8) tensor.quantization.zero_points[0] += 128;
  return tensor;
}

void check_interface_type(DType dtype, const char* which) {
  if (dtype != DType::float32 && dtype != DType::int8 && dtype != DType::uint8) {
    throw Error(which, "must be float32, int8 or uint8", std::string(name_of(dtype)), ErrorKind::usage);
  }
}

[[noreturn]] void refuse(const graph::Tensor& tensor, const char* which, DType wanted) {
  throw Error(tensor.name,
              std::string("this ") + which + " cannot become " + std::string(name_of(wanted)) +
                  ": no QUANTIZE or DEQUANTIZE parts it from an int8 tensor",
              std::string(name_of(tensor.dtype)));
}

bool converts(const graph::Node& node) {
  const bool known = node.code == ops::quantize_code || node.code == ops::dequantize_code;
  return known && node.inputs.size() == 1 && node.outputs.size() == 1 && node.inputs[0] != graph::no_tensor;
}

/// The graph takes what its one QUANTIZE gives.
void uncover_input(graph::Graph& graph, graph::TensorId& input, DType wanted) {
  const auto reads = [&](const graph::Node& node) {
    return std::find(node.inputs.begin(), node.inputs.end(), input) != node.inputs.end();
  };
  const auto reader = std::find_if(graph.nodes.begin(), graph.nodes.end(), reads);
  const bool alone = reader != graph.nodes.end() && graph.reader_count(input) == 1 && !graph.is_output(input);
  if (!alone || !converts(*reader) || graph.at(reader->outputs[0]).dtype != DType::int8 ||
      graph.is_output(reader->outputs[0]))
    refuse(graph.at(input), "input", wanted);
  graph.at(reader->outputs[0]).name = graph.at(input).name;
  input = reader->outputs[0];
  graph.nodes.erase(reader);
}

/// The graph gives what its last QUANTIZE or DEQUANTIZE takes.
void uncover_output(graph::Graph& graph, graph::TensorId& output, DType wanted) {
  const int producer = graph.producer(output);
  const auto node = graph.nodes.begin() + std::max(producer, 0);
  if (producer < 0 || !converts(*node) || graph.at(node->inputs[0]).dtype != DType::int8 ||
      graph.at(node->inputs[0]).is_constant() || graph.reader_count(output) != 0 || graph.producer(node->inputs[0]) < 0)
    refuse(graph.at(output), "output", wanted);
  graph.at(node->inputs[0]).name = graph.at(output).name;
  output = node->inputs[0];
  graph.nodes.erase(node);
}

bool all_are(const graph::Graph& graph, const std::vector<graph::TensorId>& ids, DType dtype) {
  return std::all_of(ids.begin(), ids.end(), [&](graph::TensorId id) { return graph.at(id).dtype == dtype; });
}

}  // namespace

void set_input_type(graph::Graph& graph, DType dtype) {
  check_interface_type(dtype, "input type");
  if (dtype == DType::int8) return;
  std::vector<graph::Node> added;
  for (graph::TensorId& input : graph.inputs) {
    graph::Tensor outside = interface_tensor(graph.at(input), dtype);
    graph.at(input).name = "tfl.quantize" + (added.empty() ? std::string() : std::to_string(added.size()));
    const graph::TensorId id = graph.add(std::move(outside));
    added.push_back({.code = ops::quantize_code, .inputs = {id}, .outputs = {input}, .layer = "input"});
    input = id;
  }
  graph.nodes.insert(graph.nodes.begin(), added.begin(), added.end());
}

void set_output_type(graph::Graph& graph, DType dtype) {
  check_interface_type(dtype, "output type");
  if (dtype == DType::int8) return;
  for (graph::TensorId& output : graph.outputs) {
    graph::Tensor outside = interface_tensor(graph.at(output), dtype);
    graph.at(output).name = outside.name + "1";
    const graph::TensorId id = graph.add(std::move(outside));
    const std::int32_t code = dtype == DType::float32 ? ops::dequantize_code : ops::quantize_code;
    graph.nodes.push_back({.code = code, .inputs = {output}, .outputs = {id}, .layer = "output"});
    output = id;
  }
}

void change_interface(graph::Graph& graph, std::optional<DType> input, std::optional<DType> output) {
  if (input && !all_are(graph, graph.inputs, *input)) {
    check_interface_type(*input, "input type");
    for (graph::TensorId& id : graph.inputs) {
      if (graph.at(id).dtype != DType::int8) uncover_input(graph, id, *input);
    }
    set_input_type(graph, *input);
  }
  if (output && !all_are(graph, graph.outputs, *output)) {
    check_interface_type(*output, "output type");
    for (graph::TensorId& id : graph.outputs) {
      if (graph.at(id).dtype != DType::int8) uncover_output(graph, id, *output);
    }
    set_output_type(graph, *output);
  }
  graph::drop_unused_tensors(graph);
}

}  // namespace kvant::quantize
