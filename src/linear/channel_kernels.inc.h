// SPDX-License-Identifier: Apache-2.0
// The kernels over rows of channels, part of kernels.inc.h's text.
//
// A sum over rows is taken in float32 over 32 rows at a time, whose sums are then added in double, in order.

namespace kvant::linear {
namespace {

constexpr std::int64_t rows_at_once = 32;

/// sums[c] = sum over rows of value(index of the number, channel), for Vectors vectors of channels from first on.
template <int Vectors, class Value>
void sum_vectors(std::int64_t rows, std::int64_t channels, std::int64_t first, Value value, double* sums) {
  double total[Vectors][width] = {};
  for (std::int64_t row = 0; row < rows; row += rows_at_once) {
    const std::int64_t end = rows - row < rows_at_once ? rows : row + rows_at_once;
    Vector part[Vectors] = {};
    for (std::int64_t r = row; r < end; ++r) {
      for (int v = 0; v < Vectors; ++v)
        part[v] = part[v] + value.vector(r * channels + first + v * width, first + v * width);
    }
    for (int v = 0; v < Vectors; ++v) {
      for (std::int64_t i = 0; i < width; ++i) total[v][i] += static_cast<double>(part[v][i]);
    }
  }
  for (int v = 0; v < Vectors; ++v) {
    for (std::int64_t i = 0; i < width; ++i) sums[first + v * width + i] = total[v][i];
  }
}

template <class Value>
void sum_channels(std::int64_t rows, std::int64_t channels, Value value, double* sums) {
  std::int64_t channel = 0;
  for (; channel + 4 * width <= channels; channel += 4 * width) sum_vectors<4>(rows, channels, channel, value, sums);
  for (; channel + width <= channels; channel += width) sum_vectors<1>(rows, channels, channel, value, sums);
  for (; channel < channels; ++channel) {
    double total = 0.0;
    for (std::int64_t row = 0; row < rows; row += rows_at_once) {
      const std::int64_t end = rows - row < rows_at_once ? rows : row + rows_at_once;
      float part = 0.0f;
      for (std::int64_t r = row; r < end; ++r) part = part + value.number(r * channels + channel, channel);
      total += static_cast<double>(part);
    }
    sums[channel] = total;
  }
}

struct Plain {
  const float* x;
  Vector vector(std::int64_t i, std::int64_t) const { return load(x + i); }
  float number(std::int64_t i, std::int64_t) const { return x[i]; }
};
struct SquaredDistance {
  const float *x, *center;
  Vector vector(std::int64_t i, std::int64_t c) const {
    const Vector distance = load(x + i) - load(center + c);
    return distance * distance;
  }
  float number(std::int64_t i, std::int64_t c) const { return (x[i] - center[c]) * (x[i] - center[c]); }
};
struct TimesNormalized {
  const float *dy, *x, *mean, *inverse;
  Vector vector(std::int64_t i, std::int64_t c) const {
    return load(dy + i) * ((load(x + i) - load(mean + c)) * load(inverse + c));
  }
  float number(std::int64_t i, std::int64_t c) const { return dy[i] * ((x[i] - mean[c]) * inverse[c]); }
};

void sum_rows(const float* x, std::int64_t rows, std::int64_t channels, double* sums) {
  sum_channels(rows, channels, Plain{x}, sums);
}
void sum_squares(const float* x, const float* center, std::int64_t rows, std::int64_t channels, double* sums) {
  sum_channels(rows, channels, SquaredDistance{x, center}, sums);
}
void sum_products(const Normalized& n, const float* dy, std::int64_t rows, std::int64_t channels, double* sums) {
  sum_channels(rows, channels, TimesNormalized{dy, n.x, n.mean, n.inverse}, sums);
}

void scale_rows(const float* x, const float* factor, const float* offset, float* y, std::int64_t rows,
                std::int64_t channels) {
  for (std::int64_t row = 0; row < rows; ++row, x += channels, y += channels) {
    std::int64_t c = 0;
    for (; c + width <= channels; c += width) store(y + c, load(x + c) * load(factor + c) + load(offset + c));
    for (; c < channels; ++c) y[c] = x[c] * factor[c] + offset[c];
  }
}

void normalization_gradient(const Normalized& n, const float* dy, const NormalizationSlopes& slopes, float* dx,
                            std::int64_t rows, std::int64_t channels, bool accumulate) {
  const float* x = n.x;
  for (std::int64_t row = 0; row < rows; ++row, x += channels, dy += channels, dx += channels) {
    std::int64_t c = 0;
    for (; c + width <= channels; c += width) {
      const Vector h = (load(x + c) - load(n.mean + c)) * load(n.inverse + c);
      const Vector d =
          load(slopes.factor + c) * ((load(dy + c) - load(slopes.mean + c)) - h * load(slopes.product_mean + c));
      store(dx + c, accumulate ? load(dx + c) + d : d);
    }
    for (; c < channels; ++c) {
      const float h = (x[c] - n.mean[c]) * n.inverse[c];
      const float d = slopes.factor[c] * ((dy[c] - slopes.mean[c]) - h * slopes.product_mean[c]);
      dx[c] = accumulate ? dx[c] + d : d;
    }
  }
}

}  // namespace
}  // namespace kvant::linear
