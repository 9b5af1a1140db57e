// SPDX-License-Identifier: Apache-2.0
// Some rows of another source, in any order.
#pragma once

#include "data/sample_source.h"

#include <memory>
#include <utility>
#include <vector>

namespace kvant::data {

class RowSubset : public SampleSource {
 public:
  /// rows: in [0, whole->rows()), at least one.
  RowSubset(std::shared_ptr<SampleSource> whole, std::vector<std::int64_t> rows)
      : whole_(std::move(whole)), rows_(std::move(rows)) {}

  std::int64_t rows() const override { return static_cast<std::int64_t>(rows_.size()); }
  const std::vector<Shape>& input_shapes() const override { return whole_->input_shapes(); }
  const std::vector<Shape>& target_shapes() const override { return whole_->target_shapes(); }
  bool in_memory() const override { return whole_->in_memory(); }

  void fetch(std::span<const std::int64_t> rows, std::span<float* const> x, std::span<float* const> y) override {
    of_whole_.clear();
    for (const std::int64_t row : rows) of_whole_.push_back(rows_[static_cast<std::size_t>(row)]);
    whole_->fetch(of_whole_, x, y);
  }

 private:
  std::shared_ptr<SampleSource> whole_;
  std::vector<std::int64_t> rows_, of_whole_;
};

}  // namespace kvant::data
