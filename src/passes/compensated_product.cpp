// SPDX-License-Identifier: Apache-2.0
// Neumaier's sum (A. Neumaier, Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen, 1974).
#include "passes/compensated_product.h"

#include <cmath>
#include <cstddef>

namespace kvant::passes {

float compensated_product(float start, std::span<const float> x, std::span<const float> w) {
  float sum = start, lost = 0.0f;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const float product = x[i] * w[i];
    const float total = sum + product;
    lost += std::fabs(sum) >= std::fabs(product) ? (sum - total) + product : (product - total) + sum;
    sum = total;
  }
  return sum + lost;
}

}  // namespace kvant::passes
