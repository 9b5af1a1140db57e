// SPDX-License-Identifier: Apache-2.0
// Small changes to the graph of a .tflite file.
#include "kvant/rewrite_tflite.h"

#include "formats/tflite/tflite_format.h"
#include "kvant/convert_graph.h"
#include "memory/stored_plan_format.h"
#include "ops/record.h"
#include "quantize/dense_per_tensor.h"
#include "quantize/interface_types.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <exception>

namespace kvant {
namespace {

bool has_open_axis(const Shape& shape) { return std::find(shape.begin(), shape.end(), unknown_length) != shape.end(); }

void fix_axes(graph::Tensor& tensor, std::int64_t batch) {
  if (!tensor.shape.empty() && tensor.shape[0] == unknown_length) tensor.shape[0] = batch;
}

/// Sets the batch of the inputs, and of what is made of them: by the records where there are some, else where the file
/// leaves the first axis open.
void fix_batch(graph::Graph& graph, std::int64_t batch, const std::string& name) {
  for (graph::TensorId id : graph.inputs) {
    graph::Tensor& input = graph.at(id);
    if (!has_open_axis(input.shape) && !input.shape.empty() && input.shape[0] != batch)
      throw Error(name, "the batch of input " + input.name + " is fixed already", to_string(input.shape));
    fix_axes(input, batch);
  }
  for (const graph::Node& node : graph.nodes) {
    const ops::Record* record = ops::find_record(node.code);
    for (graph::TensorId id : node.outputs) fix_axes(graph.at(id), batch);
    if (record == nullptr) continue;
    const bool open = std::any_of(node.inputs.begin(), node.inputs.end(), [&](graph::TensorId id) {
      return id != graph::no_tensor && has_open_axis(graph.at(id).shape);
    });
    if (open) continue;
    try {
      const std::vector<Shape> shapes = record->infer_shape.value(graph, node);
      for (std::size_t i = 0; i < node.outputs.size(); ++i) graph.at(node.outputs[i]).shape = shapes.at(i);
    } catch (const std::exception& error) {
      throw Error(name, "cannot have a batch of " + std::to_string(batch) + ": " + error.what());
    }
  }
}

bool has_records(const graph::Graph& graph) {
  return std::all_of(graph.nodes.begin(), graph.nodes.end(),
                     [](const graph::Node& node) { return ops::find_record(node.code) != nullptr; });
}

}  // namespace

Bytes rewrite_tflite(graph::Graph graph, const TFLiteConverter& options, const std::string& name) {
  const bool planned = graph.metadata.contains(memory::stored_plan_name);
  const bool changes = options.batch || options.inference_input_type || options.inference_output_type ||
                       options.per_tensor_dense || options.memory_plan;
  if (options.batch) fix_batch(graph, *options.batch, name);
  if (options.per_tensor_dense) quantize::make_dense_per_tensor(graph);
  if (options.inference_input_type || options.inference_output_type) {
    try {
      quantize::change_interface(graph, options.inference_input_type, options.inference_output_type);
    } catch (const Error& error) {
      throw Error(name + ": " + error.where(), error.problem(), error.received(), error.kind());
    }
  }
  if (changes) {
    graph.metadata.erase(memory::stored_plan_name);
    if ((planned || options.memory_plan) && has_records(graph)) plan_memory(graph, true);
  }
  return formats::write_tflite(graph, {.strip = options.strip});
}

}  // namespace kvant
