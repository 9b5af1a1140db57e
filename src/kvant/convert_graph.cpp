// SPDX-License-Identifier: Apache-2.0
// fold and fuse -> calibrate -> quantise -> plan the memory -> write.
#include "kvant/convert_graph.h"

#include "formats/tflite/tflite_format.h"
#include "memory/stored_plan_format.h"
#include "passes/passes.h"
#include "quantize/calibrate.h"
#include "quantize/quantize_int8.h"

#include <kvant/types/error.h>

#include <fmt/core.h>

#include <algorithm>

namespace kvant {
namespace {

std::vector<quantize::Range> calibrated(const graph::Graph& graph, const TFLiteConverter& converter) {
  const RepresentativeDataset& dataset = converter.representative_dataset;
  quantize::Calibrator calibrator(graph);
  if (const Array* samples = std::get_if<Array>(&dataset)) {
    if (!samples->empty()) calibrator.add({*samples});
  } else if (const auto* all = std::get_if<std::vector<Array>>(&dataset)) {
    if (!all->empty() && !all->front().empty()) calibrator.add(*all);
  } else {
    const auto& next = std::get<std::function<std::optional<Array>()>>(dataset);
    while (const std::optional<Array> sample = next()) calibrator.add({*sample});
  }
  if (calibrator.samples() == 0) throw Error("representative_dataset", "is empty: it must hold at least one sample");
  const bool in_place = converter.calibration == Calibration::tensorflow;
  return in_place ? calibrator.ranges_with_results_in_place() : calibrator.ranges();
}

quantize::Range checked(std::pair<float, float> given, const std::string& name) {
  if (!(given.first <= given.second)) {
    throw Error("ranges", "of " + name + " must be [min, max] with min <= max",
                fmt::format("[{}, {}]", given.first, given.second));
  }
  return {given.first, given.second};
}

/// Given ranges by the tensor's name, or by its place: graph inputs, then each operator's results.
std::vector<quantize::Range> given_ranges(const graph::Graph& graph, const GivenRanges& given) {
  std::vector<graph::TensorId> activations = graph.inputs;
  for (const graph::Node& node : graph.nodes)
    activations.insert(activations.end(), node.outputs.begin(), node.outputs.end());
  std::vector<quantize::Range> ranges(graph.tensors.size());
  if (!given.in_order.empty() && given.in_order.size() != activations.size()) {
    throw Error("ranges_in_order", "must hold one range for each of " + std::to_string(activations.size()) + " tensors",
                std::to_string(given.in_order.size()));
  }
  for (std::size_t i = 0; i < activations.size(); ++i) {
    const auto id = static_cast<std::size_t>(activations[i]);
    const std::string& name = graph.tensors[id].name;
    const auto by_name = given.by_name.find(name);
    if (by_name != given.by_name.end())
      ranges[id] = checked(by_name->second, name);
    else if (!given.in_order.empty())
      ranges[id] = checked(given.in_order[i], name);
    else
      throw Error("ranges", "has none for the tensor " + name);
  }
  return ranges;
}

}  // namespace

bool wants_int8(const TFLiteConverter& converter) {
  const auto& sets = converter.target_spec.supported_ops;
  const bool int8_operators = std::find(sets.begin(), sets.end(), OpsSet::TFLITE_BUILTINS_INT8) != sets.end();
  const bool has_data = !std::holds_alternative<std::monostate>(converter.representative_dataset) || converter.ranges;
  if (int8_operators && !has_data) {
    throw Error("representative_dataset", "must be given for full integer quantisation");
  }
  if (!converter.optimizations.empty() && !has_data) {
    throw Error("Optimize::DEFAULT",
                "needs a representative dataset; quantising weights alone (dynamic range) comes later");
  }
  return has_data && (int8_operators || !converter.optimizations.empty());
}

void plan_memory(graph::Graph& graph, bool always) {
  if (!memory::can_be_planned(graph)) return;
  const memory::MemoryPlan plan = memory::plan_memory(graph);
  memory::apply_order(graph, plan.order);
  if (always || plan.bytes < plan.greedy_bytes)
    graph.metadata[memory::stored_plan_name] = memory::write_stored_plan(graph, plan);
}

Bytes convert_graph(graph::Graph model, std::int64_t batch, const TFLiteConverter& converter) {
  const bool int8_model = wants_int8(converter);
  const DType input_type = converter.inference_input_type.value_or(DType::float32);
  const DType output_type = converter.inference_output_type.value_or(DType::float32);
  if (!int8_model && (input_type != DType::float32 || output_type != DType::float32)) {
    throw Error("inference_input_type", "must be float32 unless the model is quantised to int8", {}, ErrorKind::usage);
  }
  passes::optimize_for_inference(model);
  if (model.description.empty()) model.description = "Converted by kvant.";
  if (int8_model) {
    const std::vector<quantize::Range> ranges =
        converter.ranges ? given_ranges(model, *converter.ranges) : calibrated(model, converter);
    model = quantize::quantize_int8(
        model, ranges,
        {.input_type = input_type, .output_type = output_type, .per_tensor_dense = converter.per_tensor_dense});
  }
  const std::int64_t fixed = converter.batch.value_or(batch);
  if (fixed != unknown_length) model = graph::with_batch(model, fixed);
  plan_memory(model, converter.memory_plan);
  return formats::write_tflite(model, {.strip = converter.strip});
}

}  // namespace kvant
