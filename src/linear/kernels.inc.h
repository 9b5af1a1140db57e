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

/// Stores the first count lanes, each column apart.
inline void store_some(float* to, std::int64_t apart, Vector value, std::int64_t count, bool accumulate) {
  for (std::int64_t i = 0; i < count; ++i) to[i * apart] = accumulate ? to[i * apart] + value[i] : value[i];
}

/// Rows x (Columns vectors) of c at once: the sums stay in registers while k ascends.
template <int Rows, int Columns>
void multiply_block(const Product& p, std::int64_t row, std::int64_t column) {
  Vector sum[Rows][Columns] = {};
  const float* a = p.a + row * p.a_row;
  const float* b = p.b + column;
  for (std::int64_t k = 0; k < p.k; ++k) {
    Vector right[Columns];
    for (int c = 0; c < Columns; ++c) right[c] = load(b + c * width);
    for (int r = 0; r < Rows; ++r) {
      const float left = a[r * p.a_row];
      for (int c = 0; c < Columns; ++c) sum[r][c] = sum[r][c] + left * right[c];
    }
    a += p.a_column;
    b += p.b_row;
  }
  for (int r = 0; r < Rows; ++r) {
    for (int c = 0; c < Columns; ++c) {
      const std::int64_t first = column + c * width;
      const std::int64_t count = p.n - first < width ? p.n - first : width;
      Vector result = sum[r][c];
      if (p.bias != nullptr) {
        for (std::int64_t i = 0; i < count; ++i) result[i] = result[i] + p.bias[first + i];
      }
      float* to = p.c + (row + r) * p.c_row + first * p.c_column;
      if (count == width && p.c_column == 1 && !p.accumulate)
        store(to, result);
      else
        store_some(to, p.c_column, result, count, p.accumulate);
    }
  }
}

/// Sums that fill the registers, of which the widest vectors have twice as many.
constexpr int tall = width == 16 ? 8 : 4;

template <int Columns>
void multiply_columns(const Product& p, std::int64_t column) {
  std::int64_t row = 0;
  for (; row + tall <= p.m; row += tall) multiply_block<tall, Columns>(p, row, column);
  for (; row + 2 <= p.m; row += 2) multiply_block<2, Columns>(p, row, column);
  for (; row < p.m; ++row) multiply_block<1, Columns>(p, row, column);
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
  if (p.n == 1 && p.a_column == 1 && p.k <= 64) return multiply_one_column(p);
  std::int64_t column = 0;
  for (; column + 2 * width <= p.n; column += 2 * width) multiply_columns<2>(p, column);
  for (; column < p.n; column += width) multiply_columns<1>(p, column);
}

void relu_forward(const float* x, float* y, float upper, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) {
    const float positive = x[i] < 0.0f ? 0.0f : x[i];
    y[i] = positive > upper ? upper : positive;
  }
}

void relu_backward(const float* y, const float* dy, float* dx, float upper, std::int64_t count, bool accumulate) {
  for (std::int64_t i = 0; i < count; ++i) {
    const float passed = y[i] > 0.0f && y[i] < upper ? dy[i] : 0.0f;
    dx[i] = accumulate ? dx[i] + passed : passed;
  }
}

void adam(const AdamStep& step, const float* gradient, float* m, float* v, float* weights, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) {
    const float g = gradient[i];
    m[i] = m[i] + (g - m[i]) * step.one_minus_beta_1;
    v[i] = v[i] + (g * g - v[i]) * step.one_minus_beta_2;
    weights[i] = weights[i] - (m[i] * step.alpha) / (__builtin_sqrtf(v[i]) + step.epsilon);
  }
}

}  // namespace

extern const Kernels KVANT_LINEAR_TABLE;
const Kernels KVANT_LINEAR_TABLE = {KVANT_LINEAR_NAME, multiply, relu_forward, relu_backward, adam};

}  // namespace kvant::linear
