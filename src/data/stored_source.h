// SPDX-License-Identifier: Apache-2.0
// Samples out of arrays as files hold them: in memory, or in files that the system pages in as they are read.
#pragma once

#include "data/sample_source.h"
#include "data/stored_array.h"

#include <string>
#include <vector>

namespace kvant::data {

/// An array with the name of what it came from, for messages.
struct NamedStoredArray {
  std::string name;
  StoredArray array;
};

class StoredSource : public SampleSource {
 public:
  /// An array for each input and, unless there are none, each target; rows of (n,) are (1,). stream: rows are checked
  /// when they are fetched, otherwise all of them now. Throws Error that names the array for no rows, other than as
  /// many rows as the first, a type that is no real number, NaN and infinity.
  StoredSource(std::vector<NamedStoredArray> x, std::vector<NamedStoredArray> y, bool stream);

  std::int64_t rows() const override { return rows_; }
  const std::vector<Shape>& input_shapes() const override { return input_shapes_; }
  const std::vector<Shape>& target_shapes() const override { return target_shapes_; }
  void fetch(std::span<const std::int64_t> rows, std::span<float* const> x, std::span<float* const> y) override;
  bool in_memory() const override { return !stream_; }

 private:
  std::vector<NamedStoredArray> x_, y_;
  std::vector<Shape> input_shapes_, target_shapes_;
  std::int64_t rows_ = 0;
  bool stream_;
};

}  // namespace kvant::data
