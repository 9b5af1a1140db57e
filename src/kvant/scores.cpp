// SPDX-License-Identifier: Apache-2.0
// Losses and metrics over predictions that are already made.
#include <kvant/scores.h>
#include <kvant/types/error.h>

#include "kvant/objective_settings.h"
#include "train/objectives.h"
#include "train/target_check.h"

#include <numeric>

namespace kvant {
namespace {

/// (n,) as (n, 1), the batch of unknown length.
Shape batch_shape(const Array& array) {
  Shape shape = array.rank() < 2 ? Shape{unknown_length, 1} : array.shape();
  shape[0] = unknown_length;
  return shape;
}

[[noreturn]] void refuse(const Array& predicted, const Array& targets) {
  throw Error("scores", "predictions of shape " + to_string(predicted.shape()) + " do not fit the targets",
              to_string(targets.shape()));
}

/// Targets in the shape that a loss or metric of class indices needs, (n, 1) for (n, classes), where they have it, else
/// in that of the predictions.
Shape target_shape(const Array& predicted, const Array& targets) {
  Shape shape = batch_shape(predicted);
  if (predicted.empty() || predicted.rows() != targets.rows()) refuse(predicted, targets);
  if (targets.size() == predicted.size()) return shape;
  const std::int64_t classes = shape.back();
  shape.back() = 1;
  if (targets.size() * classes != predicted.size()) refuse(predicted, targets);
  return shape;
}

}  // namespace

std::map<std::string, double> score_predictions(const Array& predicted, const Array& targets, const Loss& loss,
                                                const std::vector<Metric>& metrics) {
  const Shape shape = batch_shape(predicted), wanted = target_shape(predicted, targets);
  const Array predicted_values = predicted.astype(DType::float32), target_values = targets.astype(DType::float32);
  const std::int64_t rows = predicted.rows();
  const train::OutputBatch batch = {.predicted = predicted_values.values<float>().data(),
                                    .target = target_values.values<float>().data(),
                                    .rows = rows,
                                    .row_size = predicted.size() / rows,
                                    .classes = shape.back(),
                                    .target_size = targets.size() / rows};
  std::map<std::string, double> scores;
  if (loss.given()) {
    const train::LossPointer made = train::make_loss(settings_of(loss));
    if (made->target_shape(shape) != wanted) refuse(predicted, targets);
    std::vector<std::int64_t> all(static_cast<std::size_t>(rows));
    std::iota(all.begin(), all.end(), std::int64_t{0});
    train::check_targets("scores", {{"", made, 1.0f, {}}}, {&batch, 1}, all);
    scores[loss.name()] = made->mean(batch, nullptr);
  }
  for (const Metric& metric : metrics) {
    const train::MetricPointer made = train::make_metric(settings_of(metric), shape, wanted);
    made->add(batch);
    scores[metric.name()] = made->result();
  }
  return scores;
}

}  // namespace kvant
