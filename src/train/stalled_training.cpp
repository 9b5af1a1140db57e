// SPDX-License-Identifier: Apache-2.0
// Judging a training by its last loss.
#include "train/stalled_training.h"

#include <fmt/format.h>

#include <cmath>
#include <vector>

namespace kvant::train {

double constant_answer_loss(const Loss& loss, const SampleView& samples) {
  const auto width = static_cast<std::size_t>(samples.y_size);
  std::vector<double> sums(width, 0.0);
  for (std::int64_t row = 0; row < samples.rows; ++row) {
    for (std::size_t i = 0; i < width; ++i) sums[i] += static_cast<double>(samples.y[row * samples.y_size + static_cast<std::int64_t>(i)]);
  }
  std::vector<float> answer(width);
  for (std::size_t i = 0; i < width; ++i) answer[i] = static_cast<float>(sums[i] / static_cast<double>(samples.rows));
  double total = 0.0;
  for (std::int64_t row = 0; row < samples.rows; ++row) {
    total += loss.mean(answer.data(), samples.y + row * samples.y_size, 1, samples.y_size, nullptr);
  }
  return total / static_cast<double>(samples.rows);
}

void judge_training(TrainingLog& log, const Loss& loss, const SampleView& samples) {
  constexpr std::size_t too_early = 10;  // epochs
  if (log.columns.empty() || log.columns[0].second.empty()) return;
  const double last = log.columns[0].second.back();
  if (!std::isfinite(last)) {
    log.stalled = true;
    log.advice = "training diverged: the loss is not a finite number; try a smaller learning rate, or inputs and targets scaled to about -1 to 1";
    return;
  }
  const double constant = constant_answer_loss(loss, samples);
  if (log.epochs.size() < too_early || !(last > 0.5 * constant) || constant == 0.0) return;
  log.stalled = true;
  log.advice = fmt::format(
      "training stalled: the loss is {:.4g}, and a constant answer already gives {:.4g}; try another seed, "
      "kernel_initializer he_normal, inputs scaled to about -1 to 1, or more epochs",
      last, constant);
}

}  // namespace kvant::train
