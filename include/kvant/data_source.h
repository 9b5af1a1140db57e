// SPDX-License-Identifier: Apache-2.0
// Samples that a model reads batch by batch as it needs them: arrays, or files too large for memory.
#pragma once

#include <kvant/types/array.h>

#include <cstdint>
#include <memory>
#include <vector>

namespace kvant {

namespace data {
class SampleSource;
class Augmentation;
}  // namespace data

/// Inputs and targets, sample by sample. Copies share what they read from. Functions that make one stand where the
/// kind of data is described; arrays: here.
class DataSource {
 public:
  /// One array for each of a model's inputs and outputs, batch first, any real type; they are copied. y may be empty
  /// when only inputs are asked for. Throws Error for arrays of different numbers of rows, no rows, NaN or infinity.
  DataSource(const std::vector<Array>& x, const std::vector<Array>& y);

  std::int64_t rows() const;
  /// Of one sample, without the batch: {28, 28, 1}.
  std::vector<Shape> input_shapes() const;
  std::vector<Shape> target_shapes() const;

  /// For the other rooms of this library.
  explicit DataSource(std::shared_ptr<data::SampleSource> source);
  data::SampleSource& source() const { return *source_; }

 private:
  std::shared_ptr<data::SampleSource> source_;
};

}  // namespace kvant
