// SPDX-License-Identifier: Apache-2.0
// All that an interrupted training needs to go on to the bits of one that was not, and its file (.npz).
#pragma once

#include "train/optimizer.h"
#include "train/training_log.h"

#include <kvant/types/array.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kvant::train {

struct FitState {
  std::int64_t epoch = 0;  ///< that runs, or comes next
  std::int64_t step = 0;   ///< steps of it that are done
  /// Seed, stream, rows, batch size and whether they are shuffled: the same, or it is another training.
  std::vector<std::int64_t> identity;
  std::vector<Array> weights;  ///< moving averages included, in the order of the graph
  Optimizer::State optimizer;
  std::vector<double> scores;  ///< of the epoch so far
  TrainingLog log;             ///< of the epochs before
  std::vector<std::map<std::string, Array>> listeners;
};

std::vector<std::byte> write_fit_state(const FitState& state);
/// name: of the file, for messages. Throws Error for what is no such state.
FitState read_fit_state(std::span<const std::byte> bytes, std::string_view name);

}  // namespace kvant::train
