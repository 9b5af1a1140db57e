// SPDX-License-Identifier: Apache-2.0
// A batch of one of a model's outputs, as losses and metrics see it.
#pragma once

#include <cstdint>

namespace kvant::train {

struct OutputBatch {
  const float* predicted = nullptr;
  const float* logits = nullptr;  ///< what went into the softmax or sigmoid that gave predicted; null: unknown
  const float* target = nullptr;
  std::int64_t rows = 0;
  std::int64_t row_size = 0;       ///< numbers that are predicted for one row
  std::int64_t classes = 0;        ///< length of their last axis: of each group of row_size / classes
  std::int64_t target_size = 0;    ///< numbers of one row's target
  const float* weights = nullptr;  ///< what each row counts; null: 1

  std::int64_t groups() const { return rows * (row_size / classes); }
  float weight(std::int64_t row) const { return weights == nullptr ? 1.0f : weights[row]; }
};

}  // namespace kvant::train
