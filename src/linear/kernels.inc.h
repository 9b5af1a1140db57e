// SPDX-License-Identifier: Apache-2.0
// The kernels' text, compiled once per instruction set. The including unit defines KVANT_LINEAR_TABLE (the table's
// name), KVANT_LINEAR_NAME and KVANT_LINEAR_WIDTH (floats a vector). Everything else is local to the unit and no
// standard library is used, so that two units never share a symbol.

namespace kvant::linear {
namespace {

constexpr std::int64_t width = KVANT_LINEAR_WIDTH;
typedef float Vector __attribute__((vector_size(KVANT_LINEAR_WIDTH * sizeof(float))));
typedef float LooseVector __attribute__((vector_size(KVANT_LINEAR_WIDTH * sizeof(float)), aligned(4), may_alias));

inline Vector load(const float* from) { return *reinterpret_cast<const LooseVector*>(from); }
inline void store(float* to, Vector value) { *reinterpret_cast<LooseVector*>(to) = value; }

#ifdef KVANT_LINEAR_FUSED
/// sum + a * b, rounded once, whatever the processor has.
inline Vector add_product(Vector sum, Vector a, Vector b) {
  for (int i = 0; i < KVANT_LINEAR_WIDTH; ++i) sum[i] = __builtin_fmaf(a[i], b[i], sum[i]);
  return sum;
}
inline Vector add_product(Vector sum, float a, Vector b) {
  for (int i = 0; i < KVANT_LINEAR_WIDTH; ++i) sum[i] = __builtin_fmaf(a, b[i], sum[i]);
  return sum;
}
#else
/// sum + a * b; the compiler's options say whether it is rounded once.
inline Vector add_product(Vector sum, Vector a, Vector b) { return sum + a * b; }
inline Vector add_product(Vector sum, float a, Vector b) { return sum + a * b; }
#endif

/// A broadcasts its elements of a along the columns, or loads them lane by lane.
enum class Left { broadcast, lanes };

inline std::int64_t place(const std::int64_t* places, std::int64_t step, std::int64_t index) {
  return places != nullptr ? places[index] : index * step;
}

template <int Value>
struct Index {
  constexpr operator int() const { return Value; }
};
/// work(Index<0>) to work(Index<Count - 1>), written out: what such an index picks from a small array stays in
/// registers.
template <int Count, class Work>
inline __attribute__((always_inline)) void each(const Work& work) {
  if constexpr (Count > 0) {
    each<Count - 1>(work);
    work(Index<Count - 1>{});
  }
}

/// One result of a block whose columns are no whole vectors, or stand apart.
inline void give(const Product& p, float* to, float sum, std::int64_t column) {
  const float result = p.bias != nullptr ? sum + p.bias[column] : sum;
  *to = p.accumulate ? *to + result : result;
}

/// Rows x (Columns vectors) of c at once: the sums stay in registers while k ascends.
template <Left Kind, int Rows, int Columns>
void multiply_block(const Product& p, std::int64_t row, std::int64_t column) {
  float* c[Rows];
  Vector sum[Rows][Columns];
  each<Rows>([&](auto r) { c[r] = p.c + place(p.c_places, p.c_row, row + r) + column * p.c_column; });
  if (p.resume)
    each<Rows>([&](auto r) { each<Columns>([&](auto v) { sum[r][v] = load(c[r] + v * width); }); });
  else
    each<Rows>([&](auto r) { each<Columns>([&](auto v) { sum[r][v] = Vector{}; }); });
  const float* b = p.b + column / panel * p.b_panel + column % panel;
  const std::int64_t length = p.segments != nullptr ? p.k / (p.segment_count > 0 ? p.segment_count : 1) : p.k;
  for (std::int64_t segment = 0; segment < p.segment_count; ++segment) {
    const float* a[Rows];
    const float* const first =
        p.a + (p.segments != nullptr ? p.segments[segment] : 0) + (Kind == Left::lanes ? column : 0);
    each<Rows>([&](auto r) { a[r] = first + place(p.a_places, p.a_row, row + r); });
    std::int64_t at = 0;
#pragma GCC unroll 4
    for (std::int64_t k = 0; k < length; ++k) {
      Vector right[Columns];
      each<Columns>([&](auto v) { right[v] = load(b + v * width); });
      each<Rows>([&](auto r) {
        if constexpr (Kind == Left::broadcast) {
          const float left = a[r][at];
          each<Columns>([&](auto v) { sum[r][v] = add_product(sum[r][v], left, right[v]); });
        } else {
          each<Columns>([&](auto v) { sum[r][v] = add_product(sum[r][v], load(a[r] + at + v * width), right[v]); });
        }
      });
      at += p.a_column;
      b += p.b_row;
    }
  }
  if (p.c_column == 1 && column + Columns * width <= p.n) {
    if (p.bias != nullptr) {
      each<Columns>([&](auto v) {
        const Vector bias = load(p.bias + column + v * width);
        each<Rows>([&](auto r) { sum[r][v] = sum[r][v] + bias; });
      });
    }
    each<Rows>([&](auto r) {
      each<Columns>([&](auto v) {
        float* const to = c[r] + v * width;
        store(to, p.accumulate ? load(to) + sum[r][v] : sum[r][v]);
      });
    });
    return;
  }
  float sums[Rows][Columns * width];
  each<Rows>([&](auto r) { each<Columns>([&](auto v) { store(sums[r] + v * width, sum[r][v]); }); });
  const std::int64_t count = p.n - column < Columns * width ? p.n - column : Columns * width;
  for (int r = 0; r < Rows; ++r) {
    for (std::int64_t i = 0; i < count; ++i) give(p, c[r] + i * p.c_column, sums[r][i], column + i);
  }
}

/// Rows whose sums fill the registers: 32 of the widest vectors, else 16.
constexpr int tall = width == 16 ? 8 : width == 8 ? 6 : 4;

template <Left Kind, int Columns>
void multiply_columns(const Product& p, std::int64_t column) {
  std::int64_t row = 0;
  for (; row + tall <= p.m; row += tall) multiply_block<Kind, tall, Columns>(p, row, column);
  for (; row + 2 <= p.m; row += 2) multiply_block<Kind, 2, Columns>(p, row, column);
  for (; row < p.m; ++row) multiply_block<Kind, 1, Columns>(p, row, column);
}

template <Left Kind>
void multiply_depth(const Product& p) {
  std::int64_t column = 0;
  for (; column + 2 * width <= p.n; column += 2 * width) multiply_columns<Kind, 2>(p, column);
  for (; column < p.n; column += width) multiply_columns<Kind, 1>(p, column);
}

/// Long sums in stretches of k: what a stretch reads of b stays in the nearest cache for all rows. Each sum still runs
/// through k in order.
template <Left Kind>
void multiply_all(const Product& p) {
  constexpr std::int64_t depth = 128;
  if (p.k <= depth || p.segments != nullptr || p.accumulate || p.c_column != 1 || p.n % width != 0) {
    return multiply_depth<Kind>(p);
  }
  Product stretch = p;
  for (std::int64_t k = 0; k < p.k; k += depth) {
    stretch.k = p.k - k < depth ? p.k - k : depth;
    stretch.a = p.a + k * p.a_column;
    stretch.b = p.b + k * p.b_row;
    stretch.bias = k + depth < p.k ? nullptr : p.bias;
    stretch.resume = p.resume || k > 0;
    multiply_depth<Kind>(stretch);
  }
}

/// One column, for which vectors along columns would be empty but for a lane: products side by side, then their sums
/// in order, several rows at a time.
void multiply_one_column(const Product& p) {
  constexpr int rows = 4;
  constexpr std::int64_t most = 64;
  float b[most];
  for (std::int64_t k = 0; k < p.k; ++k) b[k] = p.b[k * p.b_row];
  float products[rows][most] = {};
  std::int64_t row = 0;
  for (; row < p.m; row += rows) {
    const int here = p.m - row < rows ? static_cast<int>(p.m - row) : rows;
    for (int r = 0; r < here; ++r) {
      const float* const a = p.a + (row + r) * p.a_row;
      for (std::int64_t k = 0; k < p.k; ++k) products[r][k] = a[k] * b[k];
    }
    float sums[rows] = {};
    for (std::int64_t k = 0; k < p.k; ++k) {
      for (int r = 0; r < rows; ++r) sums[r] += products[r][k];
    }
    for (int r = 0; r < here; ++r) {
      const float result = p.bias != nullptr ? sums[r] + p.bias[0] : sums[r];
      float* const to = p.c + (row + r) * p.c_row;
      *to = p.accumulate ? *to + result : result;
    }
  }
}

void multiply(const Product& p) {
  if (p.n == 1 && p.a_column == 1 && p.k <= 64 && p.segments == nullptr && p.a_places == nullptr)
    return multiply_one_column(p);
  multiply_all<Left::broadcast>(p);
}

void multiply_lanes(const Product& p) { multiply_all<Left::lanes>(p); }

/// min(max(x, 0), upper); NaN stays NaN.
inline Vector between(Vector x, float upper) {
  const Vector zero = {}, uppers = zero + upper, positive = x < zero ? zero : x;
  return positive > uppers ? uppers : positive;
}
inline float between(float x, float upper) {
  const float positive = x < 0.0f ? 0.0f : x;
  return positive > upper ? upper : positive;
}
/// dy where 0 < y < upper, else 0.
inline Vector passed(Vector dy, Vector y, float upper) {
  const Vector zero = {}, uppers = zero + upper, below = y < uppers ? dy : zero;
  return y > zero ? below : zero;
}
inline float passed(float dy, float y, float upper) { return y > 0.0f && y < upper ? dy : 0.0f; }

// Vectors by hand, because y may be x, where a compiler's own would give up.
void relu_forward(const float* x, float* y, float upper, std::int64_t count) {
  std::int64_t i = 0;
  for (; i + width <= count; i += width) store(y + i, between(load(x + i), upper));
  for (; i < count; ++i) y[i] = between(x[i], upper);
}

void relu_backward(const float* y, const float* dy, float* dx, float upper, std::int64_t count, bool accumulate) {
  std::int64_t i = 0;
  for (; i + width <= count; i += width) {
    const Vector gradient = passed(load(dy + i), load(y + i), upper);
    store(dx + i, accumulate ? load(dx + i) + gradient : gradient);
  }
  for (; i < count; ++i) {
    const float gradient = passed(dy[i], y[i], upper);
    dx[i] = accumulate ? dx[i] + gradient : gradient;
  }
}

/// The moments' step. Apart from the weights', so that compilers take both loops by vectors.
void adam_moments(const AdamStep& step, const float* gradient, float* m, float* v, std::int64_t count) {
  constexpr float smallest = 1.17549435e-38f;  // normal number
  const float smallest_m = smallest / step.one_minus_beta_1, smallest_v = smallest / step.one_minus_beta_2;
  for (std::int64_t i = 0; i < count; ++i) {
    const float g = gradient[i];
    const float next_m = m[i] + (g - m[i]) * step.one_minus_beta_1;
    const float next_v = v[i] + (g * g - v[i]) * step.one_minus_beta_2;
    m[i] = __builtin_fabsf(next_m) < smallest_m ? 0.0f : next_m;
    v[i] = next_v < smallest_v ? 0.0f : next_v;
  }
}

void adam(const AdamStep& step, const float* gradient, float* m, float* v, float* weights, std::int64_t count) {
  constexpr std::int64_t at_once = 512;
  for (std::int64_t first = 0; first < count; first += at_once) {
    const std::int64_t end = count - first < at_once ? count : first + at_once;
    adam_moments(step, gradient + first, m + first, v + first, end - first);
    for (std::int64_t i = first; i < end; ++i)
      weights[i] = weights[i] - (m[i] * step.alpha) / (__builtin_sqrtf(v[i]) + step.epsilon);
  }
}

}  // namespace
}  // namespace kvant::linear

#include "linear/channel_kernels.inc.h"
#include "linear/dropout_kernel.inc.h"

namespace kvant::linear {

extern const Kernels KVANT_LINEAR_TABLE;
const Kernels KVANT_LINEAR_TABLE = {.name = KVANT_LINEAR_NAME,
                                    .block_rows = tall,
                                    .multiply = multiply,
                                    .multiply_lanes = multiply_lanes,
                                    .relu_forward = relu_forward,
                                    .relu_backward = relu_backward,
                                    .sum_rows = sum_rows,
                                    .sum_squares = sum_squares,
                                    .normalized_sums = normalized_sums,
                                    .scale_rows = scale_rows,
                                    .normalization_gradient = normalization_gradient,
                                    .dropout = dropout,
                                    .adam = adam};

}  // namespace kvant::linear
