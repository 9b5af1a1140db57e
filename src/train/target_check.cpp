// SPDX-License-Identifier: Apache-2.0
// Checking targets by the rules of their losses.
#include "train/target_check.h"

#include <kvant/types/error.h>

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <vector>

namespace kvant::train {
namespace {

bool has_rules(const Objectives& objectives) {
  return std::any_of(objectives.begin(), objectives.end(),
                     [](const OutputObjective& objective) { return !objective.loss->target_rule(2).empty(); });
}

std::int64_t classes_of(const graph::Graph& graph, std::size_t output) {
  return graph.at(graph.outputs.at(output)).shape.back();
}

}  // namespace

void check_targets(const std::string& where, const Objectives& objectives, std::span<const OutputBatch> batch,
                   std::span<const std::int64_t> rows) {
  for (std::size_t i = 0; i < objectives.size(); ++i) {
    const Loss& loss = *objectives[i].loss;
    const std::int64_t classes = batch[i].classes, size = batch[i].target_size;
    if (loss.target_rule(classes).empty()) continue;
    const float* const begin = batch[i].target;
    const float* const end = begin + static_cast<std::int64_t>(rows.size()) * size;
    const float* const wrong = std::find_if(begin, end, [&](float t) { return !loss.accepts(t, classes); });
    if (wrong == end) continue;
    throw Error(where + (objectives.size() == 1 ? ": y" : fmt::format(": y[{}]", i)),
                fmt::format("row {} must be {} for {}", rows[static_cast<std::size_t>((wrong - begin) / size)],
                            loss.target_rule(classes), loss.name()),
                fmt::format("{}", *wrong));
  }
}

void check_all_targets(const std::string& where, const graph::Graph& graph, const Objectives& objectives,
                       data::SampleSource& samples) {
  constexpr std::int64_t rows_at_once = 64;
  if (!has_rules(objectives)) return;
  std::vector<std::vector<float>> numbers;
  std::vector<float*> y;
  std::vector<OutputBatch> batch(objectives.size());
  for (std::size_t i = 0; i < batch.size(); ++i) {
    batch[i].target_size = element_count(samples.target_shapes()[i]);
    batch[i].classes = classes_of(graph, i);
    y.push_back(numbers.emplace_back(static_cast<std::size_t>(rows_at_once * batch[i].target_size)).data());
    batch[i].target = y.back();
  }
  std::vector<std::int64_t> rows;
  for (std::int64_t begin = 0; begin < samples.rows(); begin += rows_at_once) {
    rows.resize(static_cast<std::size_t>(std::min(rows_at_once, samples.rows() - begin)));
    std::iota(rows.begin(), rows.end(), begin);
    samples.fetch(rows, {}, y);
    check_targets(where, objectives, batch, rows);
  }
}

}  // namespace kvant::train
