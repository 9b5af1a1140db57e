// SPDX-License-Identifier: Apache-2.0
// Evaluation and prediction.
#include "train/evaluate.h"

#include "train/target_check.h"

#include <algorithm>
#include <numeric>

namespace kvant::train {
namespace {

std::vector<std::int64_t> rows_in_order(std::int64_t count) {
  std::vector<std::int64_t> rows(static_cast<std::size_t>(count));
  std::iota(rows.begin(), rows.end(), std::int64_t{0});
  return rows;
}

/// The batch that runs samples which fit.
std::int64_t checked_batch(const std::string& where, const graph::Graph& graph, const Objectives& objectives,
                           data::SampleSource& samples) {
  check_source(where, samples, graph, &objectives);
  check_all_targets(where, graph, objectives, samples);
  return evaluation_batch(graph, samples.rows());
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

Evaluator::Evaluator(const std::string& where, const graph::Graph& graph, const Objectives& objectives,
                     data::SampleSource& samples)
    : where_(where),
      objectives_(objectives),
      in_memory_(samples.in_memory()),
      graph_(with_logits(graph, objectives)),
      plan_(graph_.graph, checked_batch(where, graph, objectives, samples), execute::PlanMode::inference),
      regularization_(graph),
      scores_(graph, objectives),
      batch_(plan_, objectives, graph_.logits),
      rows_(rows_in_order(samples.rows())),
      reader_(samples, plan_.max_rows(), true) {}

void Evaluator::run(const std::string& prefix, Logs& logs) {
  const double regularization = regularization_.loss();
  scores_.reset();
  reader_.begin(rows_);
  while (true) {
    const std::span<const std::int64_t> order = reader_.next(batch_.places());
    const auto rows = static_cast<std::int64_t>(order.size());
    if (rows == 0) break;
    if (!in_memory_) check_targets(where_, objectives_, batch_.outputs(rows, nullptr), order);
    plan_.forward(rows);
    scores_.add(batch_.outputs(rows, nullptr), regularization, {});
  }
  scores_.write(prefix, logs);
}

std::vector<Array> predict(const graph::Graph& graph, data::SampleSource& samples) {
  check_source("predict", samples, graph, nullptr);
  execute::FloatPlan plan(graph, evaluation_batch(graph, samples.rows()), execute::PlanMode::inference);
  std::vector<Array> results;
  std::vector<float*> places;
  for (graph::TensorId output : graph.outputs) {
    Shape shape = graph.at(output).shape;
    shape[0] = samples.rows();
    results.emplace_back(DType::float32, shape);
  }
  for (Array& result : results) places.push_back(result.values<float>().data());
  BatchPlaces inputs;
  for (std::size_t i = 0; i < graph.inputs.size(); ++i) inputs.x.push_back(plan.input(i).data());
  const std::vector<std::int64_t> order = rows_in_order(samples.rows());
  BatchReader reader(samples, plan.max_rows(), false);
  reader.begin(order);
  while (true) {
    const auto rows = static_cast<std::int64_t>(reader.next(inputs).size());
    if (rows == 0) return results;
    plan.forward(rows);
    for (std::size_t i = 0; i < results.size(); ++i)
      places[i] = std::copy_n(plan.output(i).data(), rows * (results[i].size() / samples.rows()), places[i]);
  }
}

}  // namespace kvant::train
