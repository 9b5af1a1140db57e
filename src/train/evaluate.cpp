// SPDX-License-Identifier: Apache-2.0
// Evaluation and prediction.
#include "train/evaluate.h"

#include <algorithm>

namespace kvant::train {
namespace {

/// Runs the plan over all samples; after is called with each batch's begin and rows.
template <class After>
void for_each_batch(execute::FloatPlan& plan, const SampleView& samples, After after) {
  for (std::int64_t begin = 0; begin < samples.rows; begin += plan.max_rows()) {
    const std::int64_t rows = std::min(plan.max_rows(), samples.rows - begin);
    std::copy_n(samples.x + begin * samples.x_size, rows * samples.x_size, plan.input().data());
    plan.forward(rows);
    after(begin, rows);
  }
}

}  // namespace

std::int64_t evaluation_batch(const graph::Graph& graph, std::int64_t rows) {
  constexpr std::int64_t cached_floats = 32768;
  std::int64_t per_row = 1;
  for (const graph::Tensor& tensor : graph.tensors) {
    if (tensor.is_constant() || tensor.shape.empty()) continue;
    per_row += element_count(Shape(tensor.shape.begin() + 1, tensor.shape.end()));
  }
  return std::min(rows, std::clamp<std::int64_t>(cached_floats / per_row, 32, 1024));
}

Evaluator::Evaluator(const graph::Graph& graph, const Objectives& objectives, std::int64_t rows)
    : objectives_(objectives), plan_(graph, evaluation_batch(graph, rows), execute::PlanMode::inference) {}

void Evaluator::run(const SampleView& samples, const std::string& prefix, Logs& logs) {
  WeightedMean loss;
  for (Metric& metric : objectives_.metrics) metric.reset();
  for_each_batch(plan_, samples, [&](std::int64_t begin, std::int64_t rows) {
    const float* predicted = plan_.output().data();
    const float* target = samples.y + begin * samples.y_size;
    loss.add(objectives_.loss.mean(predicted, target, rows, samples.y_size, nullptr), rows);
    for (Metric& metric : objectives_.metrics) metric.add(predicted, target, rows, samples.y_size);
  });
  logs.emplace_back(prefix + "loss", loss.result());
  for (const Metric& metric : objectives_.metrics) logs.emplace_back(prefix + metric.name(), metric.result());
}

Array predict(const graph::Graph& graph, const SampleView& samples) {
  Shape shape = graph.at(graph.outputs.at(0)).shape;
  shape[0] = samples.rows;
  Array result(DType::float32, shape);
  const std::int64_t row_size = result.size() / samples.rows;
  float* to = result.values<float>().data();
  execute::FloatPlan plan(graph, evaluation_batch(graph, samples.rows), execute::PlanMode::inference);
  for_each_batch(plan, samples,
                 [&](std::int64_t, std::int64_t rows) { to = std::copy_n(plan.output().data(), rows * row_size, to); });
  return result;
}

}  // namespace kvant::train
