// SPDX-License-Identifier: Apache-2.0
// Shuffling rows for each epoch.
#include "train/batch_order.h"

#include <numeric>

namespace kvant::train {

BatchOrder::BatchOrder(std::int64_t rows, bool shuffle) : shuffle_(shuffle), order_(static_cast<std::size_t>(rows)) {
  std::iota(order_.begin(), order_.end(), std::int64_t{0});
}

// A random order of a random order is as random as one of the sorted rows.
void BatchOrder::begin_epoch(random::Philox& numbers) {
  if (shuffle_) numbers.shuffle(std::span(order_));
}

}  // namespace kvant::train
