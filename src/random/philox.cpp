// SPDX-License-Identifier: Apache-2.0
// Philox4x32-10 and the distributions over it.
#include "random/philox.h"

#include <kvant/types/error.h>

#include <bit>
#include <cmath>
#include <numeric>
#include <string>

#include "random/portable_math.h"

namespace kvant::random {

std::array<std::uint32_t, 4> philox_block(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t first = std::uint64_t{0xd2511f53U} * counter[0];
    const std::uint64_t second = std::uint64_t{0xcd9e8d57U} * counter[2];
    counter = {static_cast<std::uint32_t>(second >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(second),
               static_cast<std::uint32_t>(first >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(first)};
    key[0] += 0x9e3779b9U;
    key[1] += 0xbb67ae85U;
  }
  return counter;
}

std::uint32_t Philox::next() {
  if (used_ == words_.size()) {
    const auto low = [](std::uint64_t x) { return static_cast<std::uint32_t>(x); };
    const auto high = [](std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); };
    words_ = philox_block({low(block_), high(block_), low(stream_), high(stream_)}, {low(seed_), high(seed_)});
    ++block_;
    used_ = 0;
  }
  return words_[used_++];
}

float Philox::uniform() { return static_cast<float>(next() >> 8) * 0x1p-24f; }

float Philox::uniform(float low, float high) {
  const double value = low + (static_cast<double>(high) - low) * uniform();
  const auto rounded = static_cast<float>(value);
  return rounded < high ? rounded : std::nextafter(high, low);
}

double Philox::uniform_double() {
  const std::uint64_t high = next();
  const std::uint64_t low = next();
  return static_cast<double>((high << 21) | (low >> 11)) * 0x1p-53;
}

// As many low bits as count - 1 has, drawn again while too large: less than two draws on average, no division.
std::uint64_t Philox::bounded(std::uint64_t count) {
  if (count == 0) throw Error("random", "a choice needs at least one number", "0", ErrorKind::usage);
  const std::uint64_t highest = count - 1;
  if (highest == 0) return 0;
  const std::uint64_t mask = ~std::uint64_t{0} >> std::countl_zero(highest);
  const bool wide = highest > 0xffffffffU;
  for (;;) {
    std::uint64_t value = next();
    if (wide) value = (value << 32) | next();
    value &= mask;
    if (value <= highest) return value;
  }
}

double Philox::normal() {
  if (has_kept_normal_) {
    has_kept_normal_ = false;
    return kept_normal_;
  }
  constexpr double two_pi = 0x1.921fb54442d18p+2;
  // 1 - [0, 1) is never zero, whose logarithm is infinite.
  const double radius = std::sqrt(-2.0 * portable_log(1.0 - uniform_double()));
  const double angle = two_pi * uniform_double();
  kept_normal_ = radius * portable_sin(angle);
  has_kept_normal_ = true;
  return radius * portable_cos(angle);
}

double Philox::truncated_normal() {
  for (;;) {
    const double value = normal();
    if (value >= -2.0 && value <= 2.0) return value;
  }
}

std::vector<std::int64_t> Philox::permutation(std::int64_t count) {
  if (count < 0) throw Error("random", "cannot order a negative number of things", std::to_string(count));
  std::vector<std::int64_t> order(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), std::int64_t{0});
  shuffle(std::span<std::int64_t>(order));
  return order;
}

}  // namespace kvant::random
