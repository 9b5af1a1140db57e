// SPDX-License-Identifier: Apache-2.0
// How a training runs.
#pragma once

#include "data/sample_source.h"

#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace kvant::train {

struct FitSettings {
  std::int64_t epochs = 1;
  std::int64_t batch_size = 32;  ///< the last batch of an epoch may be smaller
  bool shuffle = true;
  std::uint64_t seed = 0;    ///< of what dropout drops and augmentations do
  std::uint64_t stream = 0;  ///< of the shuffling; told only to know a training again
  /// What each sample counts, by its row; empty: 1 each.
  std::span<const float> sample_weights = {};
  /// What samples of a class count; those that are not named: 1. For one output.
  std::map<std::int64_t, double> class_weights = {};
  /// Change each sample's first input before it is learned from, one after the other.
  std::vector<data::Augmentation*> augmentations = {};
  /// Seconds between two states that are kept for a training that is interrupted.
  double keep_every = 10.0;
};

}  // namespace kvant::train
