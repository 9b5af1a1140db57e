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

/// y = x * factor + offset, each for its channel.
void scale_channels(const float* x, const float* factor, const float* offset, float* y, std::int64_t rows,
                    std::int64_t channels);

/// h = (x - mean) * inverse, each for its channel.
struct Normalized {
  const float *x, *mean, *inverse;
};

/// sums = sum of dy, products = sum of dy * h, over all rows.
void normalized_sums(const Normalized& n, const float* dy, std::int64_t rows, std::int64_t channels, double* sums,
                     double* products);

/// What h's gradient needs of each channel: dx = factor * ((dy - mean) - h * product_mean).
struct NormalizationSlopes {
  const float *factor, *mean, *product_mean;
};
void normalization_backward(const Normalized& n, const float* dy, const NormalizationSlopes& slopes, float* dx,
                            std::int64_t rows, std::int64_t channels, bool accumulate);

}  // namespace kvant::linear
