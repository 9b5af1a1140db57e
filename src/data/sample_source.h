// SPDX-License-Identifier: Apache-2.0
// Where a training gets its samples from: memory, files read as they are needed, or a source that changes another's.
#pragma once

#include "random/philox.h"

#include <kvant/types/shape.h>

#include <cstdint>
#include <span>
#include <vector>

namespace kvant::data {

/// Any sample at any time, as float32. Class indices are floats, too: 3 is 3.0f.
class SampleSource {
 public:
  virtual ~SampleSource() = default;

  /// How many samples there are: 1 or more.
  virtual std::int64_t rows() const = 0;
  /// Shape of one sample for each of the model's inputs, without the batch: {28, 28, 1}.
  virtual const std::vector<Shape>& input_shapes() const = 0;
  /// Shape of one sample's target for each of the model's outputs: {10}, or {1} for a class index. Empty: no targets.
  virtual const std::vector<Shape>& target_shapes() const = 0;

  /// Writes the samples of these rows, each in [0, rows()), behind each other: input i to x[i], target i to y[i]. An
  /// empty y: inputs only. An empty x: targets only, for which no input is read where that takes time. It should
  /// allocate nothing after the first call. Called by one thread at a time, not always the same one. Throws Error for a
  /// sample that cannot be read, naming its file or row.
  virtual void fetch(std::span<const std::int64_t> rows, std::span<float* const> x, std::span<float* const> y) = 0;

  /// Whether fetch is so quick that the next batch need not be fetched on another thread during a step.
  virtual bool in_memory() const { return false; }
};

/// Changes a sample's first input before a training sees it: a flip, a shift, noise. Validation never is changed.
class Augmentation {
 public:
  virtual ~Augmentation() = default;

  /// In place. shape: of one sample, as SampleSource::input_shapes. numbers: what seed, epoch and row decide, and
  /// nothing else, so that a sample changes in the same way whatever the batches, the threads or an interruption.
  /// Allocates nothing after the first call; called by one thread at a time.
  virtual void apply(std::span<float> sample, const Shape& shape, random::Philox& numbers) = 0;
};

}  // namespace kvant::data
