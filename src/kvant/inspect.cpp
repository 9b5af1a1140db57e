// SPDX-License-Identifier: Apache-2.0
// describe_model: the file as graph, and as the chip sees it.
#include <kvant/inspect.h>

#include "formats/tflite/tflite_format.h"
#include "inspect/chip_run.h"
#include "inspect/describe_model.h"
#include "inspect/portability.h"
#include "inspect/single_operator.h"
#include "memory/chip_plan.h"
#include "ops/record.h"

namespace kvant {
namespace {

TensorFacts facts_of(const graph::Tensor& tensor, int index) {
  TensorFacts facts;
  facts.index = index;
  facts.name = tensor.name;
  facts.shape = tensor.shape;
  facts.dtype = tensor.dtype;
  facts.constant = tensor.is_constant();
  facts.scales = tensor.quantization.scales;
  facts.zero_points = tensor.quantization.zero_points;
  facts.axis = tensor.quantization.axis;
  if (tensor.is_constant()) {
    facts.bytes = static_cast<std::int64_t>(tensor.data->bytes().size());
  } else {
    std::int64_t elements = 1;
    for (std::int64_t length : tensor.shape) elements *= length == unknown_length ? 1 : length;
    facts.bytes = elements * static_cast<std::int64_t>(size_of(tensor.dtype));
  }
  return facts;
}

OperatorFacts facts_of(const graph::Graph& graph, const graph::Node& node) {
  const ops::Record* record = ops::find_record(node.code);
  OperatorFacts facts;
  facts.name = inspect::name_of_operator(node);
  facts.version = node.version;
  facts.activation = inspect::fused_activation_of(node);
  facts.inputs.assign(node.inputs.begin(), node.inputs.end());
  facts.outputs.assign(node.outputs.begin(), node.outputs.end());
  facts.multiply_accumulates = inspect::count_multiply_accumulates(graph, node);
  facts.runs = record != nullptr;
  return facts;
}

MemoryFacts memory_of(const graph::Graph& graph) {
  constexpr std::int64_t alignment = kvant_micro::activation_alignment;
  MemoryFacts facts;
  if (!memory::can_be_planned(graph)) return facts;
  const memory::MemoryPlan best = memory::plan_memory(graph, {.alignment = alignment});
  const memory::ChipPlan plan = memory::chip_plan(graph);
  for (std::size_t i = 0; i < plan.lives.size(); ++i) {
    const memory::Life& life = plan.lives[i];
    facts.tensors.push_back(
        {life.tensor, plan.offsets[i], life.bytes, static_cast<int>(life.first), static_cast<int>(life.last)});
  }
  facts.bytes = (plan.bytes + alignment - 1) / alignment * alignment;
  facts.best_bytes = best.bytes;
  facts.lower_bound = best.lower_bound;
  facts.stored = plan.stored;
  return facts;
}

bool is_real(const graph::Tensor& tensor) {
  return tensor.dtype == DType::float32 || tensor.dtype == DType::float16 || tensor.quantization.present();
}

}  // namespace

ModelFacts describe_model(const Bytes& model, std::string_view name) {
  const graph::Graph graph = formats::read_tflite(model, name);
  ModelFacts facts;
  facts.description = graph.description;
  facts.signature = graph.signature;
  const auto version = graph.metadata.find("min_runtime_version");
  if (version != graph.metadata.end()) facts.min_runtime_version = version->second.c_str();
  for (std::size_t i = 0; i < graph.tensors.size(); ++i) {
    facts.tensors.push_back(facts_of(graph.tensors[i], static_cast<int>(i)));
    if (graph.tensors[i].is_constant() && is_real(graph.tensors[i])) facts.parameters += graph.tensors[i].data->size();
  }
  for (const graph::Node& node : graph.nodes) {
    facts.operators.push_back(facts_of(graph, node));
    facts.multiply_accumulates += facts.operators.back().multiply_accumulates;
  }
  facts.inputs.assign(graph.inputs.begin(), graph.inputs.end());
  facts.outputs.assign(graph.outputs.begin(), graph.outputs.end());
  facts.file_bytes = static_cast<std::int64_t>(model.size());
  facts.weight_bytes = inspect::count_weight_bytes(graph);
  inspect::ChipRun chip(model);
  const kvant_micro::Status status = chip.allocate();
  if (status == kvant_micro::Status::ok)
    facts.arena_bytes = static_cast<std::int64_t>(chip.arena_bytes());
  else
    facts.not_running = inspect::reason_of(status, graph);
  if (status != kvant_micro::Status::invalid_memory_plan) facts.memory = memory_of(graph);
  facts.remarks = inspect::portability_remarks(graph);
  return facts;
}

std::vector<Bytes> single_operator_models(const Bytes& model, std::string_view name) {
  const graph::Graph graph = formats::read_tflite(model, name);
  std::vector<Bytes> models;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i)
    models.push_back(formats::write_tflite(inspect::cut_operator(graph, i)));
  return models;
}

}  // namespace kvant
