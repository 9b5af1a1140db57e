// SPDX-License-Identifier: Apache-2.0
// Consecutive samples of another source.
#pragma once

#include "data/sample_source.h"

#include <vector>

namespace kvant::train {

class SourcePart : public data::SampleSource {
 public:
  /// Rows [begin, end), 0 <= begin < end <= whole.rows(). The source must outlive this object.
  SourcePart(data::SampleSource& whole, std::int64_t begin, std::int64_t end)
      : whole_(whole), begin_(begin), end_(end) {}

  std::int64_t rows() const override { return end_ - begin_; }
  const std::vector<Shape>& input_shapes() const override { return whole_.input_shapes(); }
  const std::vector<Shape>& target_shapes() const override { return whole_.target_shapes(); }
  bool in_memory() const override { return whole_.in_memory(); }

  void fetch(std::span<const std::int64_t> rows, std::span<float* const> x, std::span<float* const> y) override {
    rows_of_whole_.assign(rows.begin(), rows.end());
    for (std::int64_t& row : rows_of_whole_) row += begin_;
    whole_.fetch(rows_of_whole_, x, y);
  }

 private:
  data::SampleSource& whole_;
  std::int64_t begin_, end_;
  std::vector<std::int64_t> rows_of_whole_;
};

}  // namespace kvant::train
