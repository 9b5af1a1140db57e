// SPDX-License-Identifier: Apache-2.0
// Losses and metrics of all outputs.
#include "train/objectives.h"

#include <kvant/types/error.h>

namespace kvant::train {

std::vector<Shape> target_shapes(const graph::Graph& graph, const Objectives& objectives) {
  std::vector<Shape> shapes;
  for (std::size_t i = 0; i < objectives.size(); ++i)
    shapes.push_back(objectives[i].loss->target_shape(graph.at(graph.outputs[i]).shape));
  return shapes;
}

EpochScores::EpochScores(const graph::Graph& graph, const Objectives& objectives) {
  const std::vector<Shape> targets = target_shapes(graph, objectives);
  for (std::size_t i = 0; i < objectives.size(); ++i) {
    Output output{objectives[i], {}, {}};
    for (const MakeMetric& make : objectives[i].metrics)
      output.metrics.push_back(make(graph.at(graph.outputs[i]).shape, targets[i]));
    outputs_.push_back(std::move(output));
  }
}

void EpochScores::reset() {
  loss_.reset();
  for (Output& output : outputs_) {
    output.loss.reset();
    for (const MetricPointer& metric : output.metrics) metric->reset();
  }
}

double EpochScores::add(std::span<const OutputBatch> outputs, double regularization,
                        std::span<float* const> gradients) {
  double total = regularization;
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    Output& output = outputs_[i];
    const OutputBatch& batch = outputs[i];
    float* const gradient = gradients.empty() ? nullptr : gradients[i];
    const double loss = output.objective.loss->mean(batch, gradient);
    const float weight = output.objective.loss_weight;
    if (gradient != nullptr && weight != 1.0f) {
      for (std::int64_t k = 0; k < batch.rows * batch.row_size; ++k) gradient[k] *= weight;
    }
    total += static_cast<double>(weight) * loss;
    output.loss.add(loss, batch.rows);
    for (const MetricPointer& metric : output.metrics) metric->add(batch);
  }
  loss_.add(total, outputs[0].rows);
  return total;
}

std::vector<double> EpochScores::state() const {
  std::vector<double> all = loss_.state();
  const auto append = [&](const std::vector<double>& some) { all.insert(all.end(), some.begin(), some.end()); };
  for (const Output& output : outputs_) {
    append(output.loss.state());
    for (const MetricPointer& metric : output.metrics) append(metric->state());
  }
  return all;
}

void EpochScores::set_state(const std::vector<double>& state) {
  std::size_t next = 0;
  const auto take = [&](std::size_t count) {
    if (next + count > state.size()) throw Error("scores", "the state is that of another model");
    next += count;
    return std::vector<double>(state.begin() + static_cast<std::ptrdiff_t>(next - count),
                               state.begin() + static_cast<std::ptrdiff_t>(next));
  };
  loss_.set_state(take(loss_.state().size()));
  for (Output& output : outputs_) {
    output.loss.set_state(take(output.loss.state().size()));
    for (const MetricPointer& metric : output.metrics) metric->set_state(take(metric->state().size()));
  }
}

void EpochScores::write(const std::string& prefix, Logs& logs) const {
  logs.emplace_back(prefix + "loss", loss_.result());
  const bool several = outputs_.size() > 1;
  for (const Output& output : outputs_) {
    if (several) logs.emplace_back(prefix + output.objective.output + "_loss", output.loss.result());
  }
  for (const Output& output : outputs_) {
    const std::string start = several ? prefix + output.objective.output + "_" : prefix;
    for (const MetricPointer& metric : output.metrics) logs.emplace_back(start + metric->name(), metric->result());
  }
}

}  // namespace kvant::train
