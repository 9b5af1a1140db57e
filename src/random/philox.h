// SPDX-License-Identifier: Apache-2.0
// Counter-based random numbers: seed, stream and position decide every number, on every machine.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace kvant::random {

/// Philox4x32-10 (Salmon, Moraes, Dror, Shaw: Parallel Random Numbers: As Easy as 1, 2, 3; 2011): four random words
/// from a counter of four words and a key of two.
std::array<std::uint32_t, 4> philox_block(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

/// A sequence of 2^66 words. Different seeds, and different streams of one seed, give unrelated sequences.
class Philox {
 public:
  explicit Philox(std::uint64_t seed, std::uint64_t stream = 0) : seed_(seed), stream_(stream) {}

  /// The next 32 random bits.
  std::uint32_t next();

  /// A float in [0, 1): a multiple of 2^-24, all equally likely.
  float uniform();
  /// A float in [low, high), low < high, both finite.
  float uniform(float low, float high);
  /// A double in [0, 1): a multiple of 2^-53.
  double uniform_double();

  /// A whole number in [0, count), every one equally likely. Throws Error for count == 0.
  std::uint64_t bounded(std::uint64_t count);

  /// A double of the standard normal distribution (Box and Muller; every second value is kept for later).
  double normal();
  /// The same, drawn again until it lies within [-2, 2], as Keras' truncated normal.
  double truncated_normal();

  /// Reorders the values in place, every order equally likely (Fisher and Yates).
  template <class T>
  void shuffle(std::span<T> values) {
    for (std::size_t i = values.size(); i-- > 1;)
      std::swap(values[i], values[static_cast<std::size_t>(bounded(i + 1))]);
  }
  /// The numbers 0 ... count - 1 in random order; count >= 0.
  std::vector<std::int64_t> permutation(std::int64_t count);

 private:
  std::uint64_t seed_;
  std::uint64_t stream_;
  std::uint64_t block_ = 0;
  std::array<std::uint32_t, 4> words_{};
  std::size_t used_ = 4;
  double kept_normal_ = 0.0;
  bool has_kept_normal_ = false;
};

}  // namespace kvant::random
