// SPDX-License-Identifier: Apache-2.0
// In which order samples come in an epoch, and copying a batch of them.
#pragma once

#include "random/philox.h"
#include "train/samples.h"

#include <cstdint>
#include <vector>

namespace kvant::train {

class BatchOrder {
 public:
  /// Without shuffling, the order of the data.
  BatchOrder(std::int64_t rows, bool shuffle);

  /// A new order for the next epoch, when shuffling. Allocates nothing.
  void begin_epoch(random::Philox& numbers);

  /// Copies the samples at places [begin, begin + count) of this epoch's order.
  void gather(const SampleView& samples, std::int64_t begin, std::int64_t count, float* x, float* y) const;

 private:
  std::vector<std::int64_t> order_;  ///< empty: as the data
};

}  // namespace kvant::train
