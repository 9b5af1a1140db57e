// SPDX-License-Identifier: Apache-2.0
// NumPy's legacy generator on Arrays.
#include "random/numpy_legacy.h"
#include "random/numpy_sine.h"

#include <kvant/random.h>
#include <kvant/types/error.h>

namespace kvant {
namespace random {

struct NumpyLegacy::Impl {
  LegacyGenerator generator;
};

NumpyLegacy::NumpyLegacy(std::uint32_t seed) : impl_(std::make_unique<Impl>(Impl{LegacyGenerator(seed)})) {}
NumpyLegacy::~NumpyLegacy() = default;
NumpyLegacy::NumpyLegacy(NumpyLegacy&&) noexcept = default;
NumpyLegacy& NumpyLegacy::operator=(NumpyLegacy&&) noexcept = default;

Array NumpyLegacy::uniform(double low, double high, std::int64_t n) {
  return Array::from(impl_->generator.uniform(low, high, static_cast<std::size_t>(element_count({n}))));
}

Array NumpyLegacy::randn(std::int64_t n) {
  return Array::from(impl_->generator.randn(static_cast<std::size_t>(element_count({n}))));
}

void NumpyLegacy::shuffle(Array& values) {
  if (values.rank() != 1) throw Error("shuffle", "needs an array of one axis", to_string(values.shape()));
  if (values.dtype() == DType::float64)
    impl_->generator.shuffle(values.values<double>());
  else
    impl_->generator.shuffle(values.values<float>());
}

}  // namespace random

Array sin(const Array& x) {
  Array y = x.astype(DType::float32);
  for (float& value : y.values<float>()) value = random::numpy_sine(value);
  return y;
}

Array add_noise(const Array& values, double deviation, random::NumpyLegacy& random) {
  Array sum = values.astype(DType::float64);
  const Array noise = random.randn(sum.size());
  for (std::size_t i = 0; i < static_cast<std::size_t>(sum.size()); ++i) {
    sum.values<double>()[i] += deviation * noise.values<double>()[i];
  }
  return sum.astype(DType::float32);
}

}  // namespace kvant
