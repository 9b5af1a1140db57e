// SPDX-License-Identifier: Apache-2.0
// From what compile() was told to a loss and metrics for each output.
#include "kvant/model_impl.h"
#include "kvant/objective_settings.h"

#include <kvant/types/error.h>

namespace kvant {
namespace {

/// A list that has something for each output, or is empty.
template <class List>
void check_count(const char* name, const List& list, std::size_t outputs) {
  if (list.empty() || list.size() == outputs) return;
  throw Error("compile",
              std::string(name) + " needs one for each of the model's " + std::to_string(outputs) + " outputs",
              std::to_string(list.size()), ErrorKind::usage);
}

}  // namespace

train::Objectives Model::Impl::objectives() const {
  const CompileOptions& options = compiled->options;
  const std::vector<std::size_t>& outputs = layer_graph.outputs();
  check_count("losses", options.losses, outputs.size());
  check_count("output_metrics", options.output_metrics, outputs.size());
  check_count("loss_weights", options.loss_weights, outputs.size());
  train::Objectives objectives;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    train::OutputObjective objective;
    objective.output = layer_graph.layers()[layer_graph.calls()[outputs[i]].layer]->name();
    objective.loss = train::make_loss(settings_of(options.losses.empty() ? options.loss : options.losses[i]));
    if (!options.loss_weights.empty()) objective.loss_weight = static_cast<float>(options.loss_weights[i]);
    for (const Metric& metric : options.output_metrics.empty() ? options.metrics : options.output_metrics[i]) {
      objective.metrics.emplace_back([settings = settings_of(metric)](const Shape& predicted, const Shape& target) {
        return train::make_metric(settings, predicted, target);
      });
    }
    objectives.push_back(std::move(objective));
  }
  return objectives;
}

bool Model::Impl::grows(const std::string& log_name) const {
  const graph::Graph graph = training_graph();
  const train::Objectives all = objectives();
  const std::vector<Shape> targets = train::target_shapes(graph, all);
  const std::string name = log_name.starts_with("val_") ? log_name.substr(4) : log_name;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string start = all.size() > 1 ? all[i].output + "_" : "";
    for (const train::MakeMetric& make : all[i].metrics) {
      const train::MetricPointer metric = make(graph.at(graph.outputs[i]).shape, targets[i]);
      if (start + metric->name() == name) return metric->grows();
    }
  }
  return false;
}

}  // namespace kvant
