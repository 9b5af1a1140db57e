// SPDX-License-Identifier: Apache-2.0
// Shuffling and gathering.
#include "train/batch_order.h"

#include <algorithm>
#include <numeric>
#include <span>

namespace kvant::train {
namespace {

void gather_rows(const float* from, std::int64_t row_size, std::span<const std::int64_t> rows, float* to) {
  if (row_size == 1) {
    for (std::int64_t row : rows) *to++ = from[row];
    return;
  }
  for (std::int64_t row : rows) to = std::copy_n(from + row * row_size, row_size, to);
}

}  // namespace

BatchOrder::BatchOrder(std::int64_t rows, bool shuffle) : order_(shuffle ? static_cast<std::size_t>(rows) : 0) {
  std::iota(order_.begin(), order_.end(), std::int64_t{0});
}

// A random order of a random order is as random as one of the sorted rows.
void BatchOrder::begin_epoch(random::Philox& numbers) { numbers.shuffle(std::span(order_)); }

void BatchOrder::gather(const SampleView& samples, std::int64_t begin, std::int64_t count, float* x, float* y) const {
  if (order_.empty()) {
    std::copy_n(samples.x + begin * samples.x_size, count * samples.x_size, x);
    std::copy_n(samples.y + begin * samples.y_size, count * samples.y_size, y);
    return;
  }
  const auto rows = std::span(order_).subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(count));
  gather_rows(samples.x, samples.x_size, rows, x);
  gather_rows(samples.y, samples.y_size, rows, y);
}

}  // namespace kvant::train
