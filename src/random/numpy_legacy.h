// SPDX-License-Identifier: Apache-2.0
// NumPy's legacy random numbers: what np.random.seed, uniform, shuffle and randn give, number for number.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace kvant::random {

/// np.random.RandomState(seed). uniform and shuffle equal NumPy's bit for bit. So do 999 of 1000 numbers of randn, the
/// others to within 4 units in the last place of a double: the logarithm is portable here, the C library's there.
class LegacyGenerator {
 public:
  explicit LegacyGenerator(std::uint32_t seed);

  /// n doubles in [low, high).
  std::vector<double> uniform(double low, double high, std::size_t n);

  /// n doubles of the standard normal distribution (Marsaglia's polar method; every second value is kept for later).
  std::vector<double> randn(std::size_t n);

  /// Reorders the values in place, as np.random.shuffle does an array of one axis; fewer than 2^32 values.
  template <class T>
  void shuffle(std::span<T> values) {
    for (std::size_t i = values.size(); i-- > 1;) std::swap(values[i], values[bounded(static_cast<std::uint32_t>(i))]);
  }

  /// The generator's next 32 bits.
  std::uint32_t next();

  /// A whole number in [0, highest], every one equally likely.
  std::uint32_t bounded(std::uint32_t highest);

 private:
  double next_double();
  double next_normal();

  std::array<std::uint32_t, 624> state_{};
  std::size_t position_ = 624;
  double kept_normal_ = 0.0;
  bool has_kept_normal_ = false;
};

}  // namespace kvant::random
