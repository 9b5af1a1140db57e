// SPDX-License-Identifier: Apache-2.0
// What a training or an evaluation measured.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kvant {

/// Names and values in order: loss, then the metrics as compile() named them; val_ ones after them.
struct Logs {
  std::vector<std::pair<std::string, double>> values;

  /// Throws a usage Error for a name that is not there.
  double operator[](std::string_view name) const;
  auto begin() const { return values.begin(); }
  auto end() const { return values.end(); }
};

struct History {
  std::vector<std::int64_t> epoch;  ///< 0, 1, 2 ...
  /// loss, metrics, val_loss, val_ metrics: one value per epoch.
  std::vector<std::pair<std::string, std::vector<double>>> history;
  /// The training learned little: its last loss is not a finite number or, after ten epochs or more, above a quarter of
  /// what a constant answer gives (for mse: of the targets' variance).
  bool stalled = false;
  std::string advice;  ///< a sentence that says why and what to try; empty when nothing is wrong

  /// Throws a usage Error for a name that is not there.
  const std::vector<double>& operator[](std::string_view name) const;

  /// epoch,loss,mae,val_loss,val_mae: a line per epoch, numbers as the shortest text of the float32.
  std::string to_csv() const;
  /// Writes to_csv() to a file.
  void save(const std::string& path) const;
};

}  // namespace kvant
