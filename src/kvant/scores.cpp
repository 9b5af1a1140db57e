// SPDX-License-Identifier: Apache-2.0
// Losses and metrics over predictions that are already made.
#include <kvant/scores.h>
#include <kvant/types/error.h>

#include "train/losses.h"
#include "train/metrics.h"

namespace kvant {

std::map<std::string, double> score_predictions(const Array& predicted, const Array& targets, const std::string& loss,
                                                const std::vector<std::string>& metrics) {
  if (predicted.rows() != targets.rows() || predicted.size() != targets.size() || predicted.empty()) {
    throw Error("scores", "predictions of shape " + to_string(predicted.shape()) + " do not fit the targets",
                to_string(targets.shape()));
  }
  const Array predicted_values = predicted.astype(DType::float32), target_values = targets.astype(DType::float32);
  const float* p = predicted_values.values<float>().data();
  const float* t = target_values.values<float>().data();
  const std::int64_t rows = predicted.rows(), row_size = predicted.size() / rows;
  std::map<std::string, double> scores;
  const train::OutputBatch batch = {.predicted = p,
                                    .target = t,
                                    .rows = rows,
                                    .row_size = row_size,
                                    .classes = predicted.rank() < 2 ? 1 : predicted.shape().back(),
                                    .target_size = row_size};
  if (!loss.empty()) scores[loss] = train::find_loss(loss)->mean(batch, nullptr);
  for (const std::string& name : metrics) {
    const train::MetricPointer metric = train::make_metric(name);
    metric->add(batch);
    scores[name] = metric->result();
  }
  return scores;
}

}  // namespace kvant
