// SPDX-License-Identifier: Apache-2.0
// Places of a batch.
#include "train/planned_batch.h"

#include <kvant/types/error.h>

#include <algorithm>

namespace kvant::train {
namespace {

Shape without_batch(const Shape& shape) { return {shape.begin() + (shape.empty() ? 0 : 1), shape.end()}; }

void check_shapes(const std::string& where, const std::vector<Shape>& given, const std::vector<Shape>& wanted) {
  if (given.size() != wanted.size()) {
    throw Error(where, "the model needs " + std::to_string(wanted.size()) + " arrays a sample",
                std::to_string(given.size()));
  }
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (given[i] == without_batch(wanted[i])) continue;
    throw Error(where, "the model needs samples of shape " + to_string(without_batch(wanted[i])), to_string(given[i]));
  }
}

}  // namespace

void check_source(const std::string& where, const data::SampleSource& source, const graph::Graph& graph,
                  const Objectives* objectives) {
  std::vector<Shape> inputs;
  for (graph::TensorId input : graph.inputs) inputs.push_back(graph.at(input).shape);
  check_shapes(where + ": x", source.input_shapes(), inputs);
  if (objectives != nullptr && objectives->size() != graph.outputs.size()) {
    throw Error("compile", "the model has " + std::to_string(graph.outputs.size()) + " outputs, each needs a loss",
                std::to_string(objectives->size()), ErrorKind::usage);
  }
  if (objectives != nullptr) check_shapes(where + ": y", source.target_shapes(), target_shapes(graph, *objectives));
  if (source.rows() < 1) throw Error(where, "there are no samples");
}

PlannedBatch::PlannedBatch(execute::FloatPlan& plan, const Objectives& objectives,
                           const std::vector<std::size_t>& logits) {
  const graph::Graph& graph = plan.graph();
  for (std::size_t i = 0; i < graph.inputs.size(); ++i) places_.x.push_back(plan.input(i).data());
  const std::vector<Shape> shapes = target_shapes(graph, objectives);
  for (std::size_t i = 0; i < objectives.size(); ++i) {
    const Shape sample = without_batch(graph.at(graph.outputs[i]).shape);
    OutputBatch output;
    output.predicted = plan.output(i).data();
    output.row_size = element_count(sample);
    output.classes = sample.empty() ? 1 : sample.back();
    output.target_size = element_count(without_batch(shapes[i]));
    targets_.emplace_back(static_cast<std::size_t>(plan.max_rows() * output.target_size));
    output.target = targets_.back().data();
    places_.y.push_back(targets_.back().data());
    outputs_.push_back(output);
    gradients_.push_back(plan.output_gradient(i).data());
    if (logits[i] == no_logits) continue;
    outputs_.back().logits = plan.output(logits[i]).data();
    gradients_.back() = plan.output_gradient(logits[i]).data();
    replaced_gradients_.push_back(plan.output_gradient(i));
  }
}

std::span<const OutputBatch> PlannedBatch::outputs(std::int64_t rows, const float* weights) {
  for (OutputBatch& output : outputs_) {
    output.rows = rows;
    output.weights = weights;
  }
  return outputs_;
}

std::span<float* const> PlannedBatch::gradients() {
  for (std::span<float> replaced : replaced_gradients_) std::fill(replaced.begin(), replaced.end(), 0.0f);
  return gradients_;
}

}  // namespace kvant::train
