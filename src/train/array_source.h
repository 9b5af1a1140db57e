// SPDX-License-Identifier: Apache-2.0
// Samples in memory: arrays made ready for a model, checked, float32, in its shapes.
#pragma once

#include "data/sample_source.h"

#include <kvant/types/array.h>

#include <deque>
#include <string>
#include <vector>

namespace kvant::train {

class ArraySource : public data::SampleSource {
 public:
  /// An array, batch first, for each input and, when training or evaluating, for each output; shapes: the model's,
  /// batch first. The arrays must outlive this object; they are copied only when their type or shape must change: (n,)
  /// becomes (n, 1). where: for messages, "fit".
  /// Throws Error when numbers or shapes of arrays do not fit the model's or each other, for no rows, and for NaN or
  /// infinity.
  ArraySource(const std::string& where, const std::vector<const Array*>& x, const std::vector<Shape>& input_shapes,
              const std::vector<const Array*>& y, const std::vector<Shape>& target_shapes);
  ArraySource(const ArraySource&) = delete;
  ArraySource& operator=(const ArraySource&) = delete;

  std::int64_t rows() const override { return rows_; }
  const std::vector<Shape>& input_shapes() const override { return input_shapes_; }
  const std::vector<Shape>& target_shapes() const override { return target_shapes_; }
  void fetch(std::span<const std::int64_t> rows, std::span<float* const> x, std::span<float* const> y) override;
  bool in_memory() const override { return true; }

 private:
  /// The numbers of one array, row behind row.
  struct Column {
    const float* data = nullptr;
    std::int64_t row_size = 0;
  };

  /// Checks and, if needed, converts arrays; appends their columns and the shapes of their rows.
  void prepare(const std::string& where, const std::string& what, const std::vector<const Array*>& arrays,
               const std::vector<Shape>& wanted, std::vector<Column>& columns, std::vector<Shape>& shapes);

  std::deque<Array> converted_;
  std::vector<Column> inputs_, targets_;
  std::vector<Shape> input_shapes_, target_shapes_;
  std::int64_t rows_ = -1;  ///< -1: not known yet
};

}  // namespace kvant::train
