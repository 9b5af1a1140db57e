// SPDX-License-Identifier: Apache-2.0
// The Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998) and NumPy's legacy distributions over it.
#include "random/numpy_legacy.h"

#include <bit>
#include <cmath>

#include "random/portable_math.h"

namespace kvant::random {

LegacyGenerator::LegacyGenerator(std::uint32_t seed) {
  state_[0] = seed;
  for (std::uint32_t i = 1; i < state_.size(); ++i) {
    state_[i] = 1812433253U * (state_[i - 1] ^ (state_[i - 1] >> 30)) + i;
  }
}

std::uint32_t LegacyGenerator::next() {
  constexpr std::size_t length = 624, shift = 397;
  if (position_ == length) {
    for (std::size_t i = 0; i < length; ++i) {
      const std::uint32_t joined = (state_[i] & 0x80000000U) | (state_[(i + 1) % length] & 0x7fffffffU);
      state_[i] = state_[(i + shift) % length] ^ (joined >> 1) ^ ((joined & 1U) ? 0x9908b0dfU : 0U);
    }
    position_ = 0;
  }
  std::uint32_t word = state_[position_++];
  word ^= word >> 11;
  word ^= (word << 7) & 0x9d2c5680U;
  word ^= (word << 15) & 0xefc60000U;
  return word ^ (word >> 18);
}

// 53 bits out of two words, in [0, 1).
double LegacyGenerator::next_double() {
  const double high = next() >> 5;
  const double low = next() >> 6;
  return (high * 67108864.0 + low) / 9007199254740992.0;
}

std::uint32_t LegacyGenerator::bounded(std::uint32_t highest) {
  if (highest == 0) return 0;
  const std::uint32_t mask = 0xffffffffU >> std::countl_zero(highest);
  std::uint32_t value = next() & mask;
  while (value > highest) value = next() & mask;
  return value;
}

std::vector<double> LegacyGenerator::uniform(double low, double high, std::size_t n) {
  std::vector<double> values(n);
  const double range = high - low;
  for (double& value : values) value = low + range * next_double();
  return values;
}

double LegacyGenerator::next_normal() {
  if (has_kept_normal_) {
    has_kept_normal_ = false;
    return kept_normal_;
  }
  double x = 0.0, y = 0.0, square = 0.0;
  do {
    x = 2.0 * next_double() - 1.0;
    y = 2.0 * next_double() - 1.0;
    square = x * x + y * y;
  } while (square >= 1.0 || square == 0.0);
  const double factor = std::sqrt(-2.0 * portable_log(square) / square);
  kept_normal_ = factor * x;
  has_kept_normal_ = true;
  return factor * y;
}

std::vector<double> LegacyGenerator::randn(std::size_t n) {
  std::vector<double> values(n);
  for (double& value : values) value = next_normal();
  return values;
}

}  // namespace kvant::random
