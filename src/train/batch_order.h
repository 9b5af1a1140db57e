// SPDX-License-Identifier: Apache-2.0
// In which order samples come in an epoch.
#pragma once

#include "random/philox.h"

#include <cstdint>
#include <span>
#include <vector>

namespace kvant::train {

class BatchOrder {
 public:
  /// Without shuffling, the order of the data.
  BatchOrder(std::int64_t rows, bool shuffle);

  /// A new order for the next epoch, when shuffling. Allocates nothing.
  void begin_epoch(random::Philox& numbers);

  /// The samples of this epoch, in their order.
  std::span<const std::int64_t> rows() const { return order_; }

 private:
  bool shuffle_;
  std::vector<std::int64_t> order_;
};

}  // namespace kvant::train
