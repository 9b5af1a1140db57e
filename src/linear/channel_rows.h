// SPDX-License-Identifier: Apache-2.0
// Rows of channels [rows, channels]: the sums over rows, and the scalings, that batch normalization is made of.
//
// Sums have one written order (docs/numerics.md): every instruction set and number of threads gives the same bits in
// portable arithmetic. No call allocates once sizes have been seen.
#pragma once

#include <cstdint>

namespace kvant::linear {

/// Mean and variance (of all rows, not of a sample) of each channel.
void channel_moments(const float* x, std::int64_t rows, std::int64_t channels, float* mean, float* variance);

/// z = x * factor + offset, each for its channel. With a limit above 0 a relu follows: y = min(max(z, 0), limit), and
/// gradients pass where 0 < z < limit; without, y = z, and all pass.
struct Scaling {
  const float *factor, *offset;
  float limit;
};
void scale_channels(const float* x, const Scaling& scaling, float* y, std::int64_t rows, std::int64_t channels);

/// h = (x - mean) * inverse, each for its channel, and the scaling of x that made y.
struct Normalized {
  const float *x, *mean, *inverse;
  Scaling scaling;
};

/// sums = sum of dy, products = sum of dy * h, over all rows, of the dy that pass.
void normalized_sums(const Normalized& n, const float* dy, std::int64_t rows, std::int64_t channels, double* sums,
                     double* products);

/// What h's gradient needs of each channel: dx = factor * ((dy - mean) - h * product_mean), dy 0 where it does not
/// pass.
struct NormalizationSlopes {
  const float *mean, *product_mean;
};
void normalization_backward(const Normalized& n, const float* dy, const NormalizationSlopes& slopes, float* dx,
                            std::int64_t rows, std::int64_t channels, bool accumulate);

}  // namespace kvant::linear
