// SPDX-License-Identifier: Apache-2.0
// The kernels over rows of channels, part of kernels.inc.h's text.
//
// A sum over rows is taken in float32 over 32 rows at a time, whose sums are then added in double, in order.

namespace kvant::linear {
namespace {

constexpr std::int64_t rows_at_once = 32;

/// z, of a channel or a vector of them.
inline Vector scaled(Vector x, const Scaling& s, std::int64_t c) { return x * load(s.factor + c) + load(s.offset + c); }
inline float scaled(float x, const Scaling& s, std::int64_t c) { return x * s.factor[c] + s.offset[c]; }

/// sums[n * channels + c] = sum over rows of the n-th number that value gives there, for Vectors vectors of channels
/// from first on.
template <int Vectors, class Value>
void sum_vectors(std::int64_t rows, std::int64_t channels, std::int64_t first, Value value, double* sums) {
  double total[Value::count][Vectors][width] = {};
  for (std::int64_t row = 0; row < rows; row += rows_at_once) {
    const std::int64_t end = rows - row < rows_at_once ? rows : row + rows_at_once;
    Vector part[Value::count][Vectors];
    each<Value::count>([&](auto n) { each<Vectors>([&](auto v) { part[n][v] = Vector{}; }); });
    for (std::int64_t r = row; r < end; ++r) {
      each<Vectors>([&](auto v) {
        const std::int64_t column = first + v * width;
        each<Value::count>([&](auto n) { part[n][v] = part[n][v] + value.vector(n, r * channels + column, column); });
      });
    }
    for (int n = 0; n < Value::count; ++n) {
      for (int v = 0; v < Vectors; ++v) {
        for (std::int64_t i = 0; i < width; ++i) total[n][v][i] += static_cast<double>(part[n][v][i]);
      }
    }
  }
  for (int n = 0; n < Value::count; ++n) {
    for (int v = 0; v < Vectors; ++v) {
      for (std::int64_t i = 0; i < width; ++i) sums[n * channels + first + v * width + i] = total[n][v][i];
    }
  }
}

template <class Value>
void sum_channels(std::int64_t rows, std::int64_t channels, Value value, double* sums) {
  constexpr int together = 4 / Value::count;  // vectors of channels
  std::int64_t channel = 0;
  for (; channel + together * width <= channels; channel += together * width)
    sum_vectors<together>(rows, channels, channel, value, sums);
  for (; channel + width <= channels; channel += width) sum_vectors<1>(rows, channels, channel, value, sums);
  for (; channel < channels; ++channel) {
    double total[Value::count] = {};
    for (std::int64_t row = 0; row < rows; row += rows_at_once) {
      const std::int64_t end = rows - row < rows_at_once ? rows : row + rows_at_once;
      float part[Value::count] = {};
      for (std::int64_t r = row; r < end; ++r)
        each<Value::count>([&](auto n) { part[n] = part[n] + value.number(n, r * channels + channel, channel); });
      for (int n = 0; n < Value::count; ++n) total[n] += static_cast<double>(part[n]);
    }
    for (int n = 0; n < Value::count; ++n) sums[n * channels + channel] = total[n];
  }
}

struct Plain {
  static constexpr int count = 1;
  const float* x;
  Vector vector(Index<0>, std::int64_t i, std::int64_t) const { return load(x + i); }
  float number(Index<0>, std::int64_t i, std::int64_t) const { return x[i]; }
};
struct SquaredDistance {
  static constexpr int count = 1;
  const float *x, *center;
  Vector vector(Index<0>, std::int64_t i, std::int64_t c) const {
    const Vector distance = load(x + i) - load(center + c);
    return distance * distance;
  }
  float number(Index<0>, std::int64_t i, std::int64_t c) const { return (x[i] - center[c]) * (x[i] - center[c]); }
};
/// dy where it passes, and that times the normalised x.
template <bool HasRelu>
struct NormalizedGradient {
  static constexpr int count = 2;
  const float* dy;
  const Normalized& n;
  Vector vector(Index<0>, std::int64_t i, std::int64_t c) const {
    return HasRelu ? passed(load(dy + i), scaled(load(n.x + i), n.scaling, c), n.scaling.limit) : load(dy + i);
  }
  Vector vector(Index<1>, std::int64_t i, std::int64_t c) const {
    return vector(Index<0>{}, i, c) * ((load(n.x + i) - load(n.mean + c)) * load(n.inverse + c));
  }
  float number(Index<0>, std::int64_t i, std::int64_t c) const {
    return HasRelu ? passed(dy[i], scaled(n.x[i], n.scaling, c), n.scaling.limit) : dy[i];
  }
  float number(Index<1>, std::int64_t i, std::int64_t c) const {
    return number(Index<0>{}, i, c) * ((n.x[i] - n.mean[c]) * n.inverse[c]);
  }
};

void sum_rows(const float* x, std::int64_t rows, std::int64_t channels, double* sums) {
  sum_channels(rows, channels, Plain{x}, sums);
}
void sum_squares(const float* x, const float* center, std::int64_t rows, std::int64_t channels, double* sums) {
  sum_channels(rows, channels, SquaredDistance{x, center}, sums);
}
void normalized_sums(const Normalized& n, const float* dy, std::int64_t rows, std::int64_t channels, double* sums) {
  if (n.scaling.limit > 0.0f)
    sum_channels(rows, channels, NormalizedGradient<true>{dy, n}, sums);
  else
    sum_channels(rows, channels, NormalizedGradient<false>{dy, n}, sums);
}

template <bool HasRelu>
void scale(const float* x, const Scaling& s, float* y, std::int64_t rows, std::int64_t channels) {
  for (std::int64_t row = 0; row < rows; ++row, x += channels, y += channels) {
    std::int64_t c = 0;
    for (; c + width <= channels; c += width) {
      const Vector z = scaled(load(x + c), s, c);
      store(y + c, HasRelu ? between(z, s.limit) : z);
    }
    for (; c < channels; ++c) {
      const float z = scaled(x[c], s, c);
      y[c] = HasRelu ? between(z, s.limit) : z;
    }
  }
}
void scale_rows(const float* x, const Scaling& s, float* y, std::int64_t rows, std::int64_t channels) {
  s.limit > 0.0f ? scale<true>(x, s, y, rows, channels) : scale<false>(x, s, y, rows, channels);
}

template <bool HasRelu>
void give_gradient(const Normalized& n, const float* dy, const NormalizationSlopes& slopes, float* dx,
                   std::int64_t rows, std::int64_t channels, bool accumulate) {
  const NormalizedGradient<HasRelu> gradient = {dy, n};
  for (std::int64_t row = 0; row < rows; ++row) {
    std::int64_t c = 0, i = row * channels;
    for (; c + width <= channels; c += width, i += width) {
      const Vector h = (load(n.x + i) - load(n.mean + c)) * load(n.inverse + c);
      const Vector d = load(n.scaling.factor + c) * ((gradient.vector(Index<0>{}, i, c) - load(slopes.mean + c)) -
                                                     h * load(slopes.product_mean + c));
      store(dx + i, accumulate ? load(dx + i) + d : d);
    }
    for (; c < channels; ++c, ++i) {
      const float h = (n.x[i] - n.mean[c]) * n.inverse[c];
      const float d =
          n.scaling.factor[c] * ((gradient.number(Index<0>{}, i, c) - slopes.mean[c]) - h * slopes.product_mean[c]);
      dx[i] = accumulate ? dx[i] + d : d;
    }
  }
}
void normalization_gradient(const Normalized& n, const float* dy, const NormalizationSlopes& slopes, float* dx,
                            std::int64_t rows, std::int64_t channels, bool accumulate) {
  const auto give = n.scaling.limit > 0.0f ? give_gradient<true> : give_gradient<false>;
  give(n, dy, slopes, dx, rows, channels, accumulate);
}

}  // namespace
}  // namespace kvant::linear
