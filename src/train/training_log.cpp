// SPDX-License-Identifier: Apache-2.0
// Collecting logs.
#include "train/training_log.h"

namespace kvant::train {

void TrainingLog::add(std::int64_t epoch, const Logs& logs) {
  epochs.push_back(epoch);
  for (std::size_t i = 0; i < logs.size(); ++i) {
    if (i == columns.size()) columns.emplace_back(logs[i].first, std::vector<double>{});
    columns[i].second.push_back(logs[i].second);
  }
}

}  // namespace kvant::train
