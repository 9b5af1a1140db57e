// SPDX-License-Identifier: Apache-2.0
// Random numbers: the seed of first weights, shuffling and splitting, and NumPy's legacy generator.
#pragma once

#include <kvant/types/array.h>

#include <cstdint>
#include <memory>

namespace kvant {

/// Starts all random choices anew. The same seed and the same calls after it give the same numbers on every machine.
/// Without a call the seed is 0. Not for several threads at once.
void set_seed(std::uint64_t seed);

/// The seed of the last set_seed.
std::uint64_t current_seed();

namespace random {

/// np.random.RandomState(seed): the numbers that a notebook with np.random.seed(seed) draws.
class NumpyLegacy {
 public:
  explicit NumpyLegacy(std::uint32_t seed);
  ~NumpyLegacy();
  NumpyLegacy(NumpyLegacy&&) noexcept;
  NumpyLegacy& operator=(NumpyLegacy&&) noexcept;

  /// n float64 in [low, high), bit for bit NumPy's.
  Array uniform(double low, double high, std::int64_t n);
  /// n float64 of the standard normal distribution: NumPy's to within a few units in the last place.
  Array randn(std::int64_t n);
  /// Reorders an array of one axis in place, as np.random.shuffle does. Throws Error for other ranks.
  void shuffle(Array& values);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace random

/// np.sin of float32 numbers, element by element: NumPy's to within a unit in the last place.
Array sin(const Array& x);

/// values + deviation * noise, computed in float64 and rounded to float32: noise as randn draws it.
Array add_noise(const Array& values, double deviation, random::NumpyLegacy& random);

}  // namespace kvant
