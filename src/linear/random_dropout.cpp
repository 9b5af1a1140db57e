// SPDX-License-Identifier: Apache-2.0
// Dealing numbers that may be dropped to threads.
#include "linear/random_dropout.h"

#include "linear/kernels.h"
#include "linear/threads.h"

namespace kvant::linear {

void drop_at_random(const Dropout& dropout, const float* x, float* factors, float* y, std::int64_t count) {
  for_each_stretch(count, 32, [&](std::int64_t first, std::int64_t some) {
    kernels().dropout(dropout, x, factors, y, first, first + some);
  });
}

}  // namespace kvant::linear
