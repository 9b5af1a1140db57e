// SPDX-License-Identifier: Apache-2.0
// What each instruction set supplies: a table of functions, compiled once per set and chosen at run time.
#pragma once

#include "linear/arithmetic.h"

#include <cstdint>
#include <string_view>

namespace kvant::linear {

/// c[m, n] = sum over k, ascending from 0, of a(m, k) * b[k, n]; products and sums are rounded separately.
struct Product {
  const float* a;  ///< element (m, k) at a[m * a_row + k * a_column]
  std::int64_t a_row, a_column;
  const float* b;  ///< row k at b + k * b_row; readable up to the next multiple of lanes columns
  std::int64_t b_row;
  float* c;  ///< element (m, n) at c[m * c_row + n * c_column]
  std::int64_t c_row, c_column;
  const float* bias;  ///< added to each row of c at the end; null: none
  std::int64_t m, n, k;
  bool accumulate;  ///< add to c instead of overwriting it
};

/// Coefficients of one step of Adam: alpha = learning rate with both bias corrections.
struct AdamStep {
  float alpha, one_minus_beta_1, one_minus_beta_2, epsilon;
};

struct Kernels {
  const char* name;  ///< "baseline", "avx2", "avx512"
  void (*multiply)(const Product& product);
  void (*relu_forward)(const float* x, float* y, float upper, std::int64_t count);
  /// dx = dy where 0 < y < upper, else 0.
  void (*relu_backward)(const float* y, const float* dy, float* dx, float upper, std::int64_t count, bool accumulate);
  void (*adam)(const AdamStep& step, const float* gradient, float* m, float* v, float* weights, std::int64_t count);
};

/// Columns that a row of b must be readable for: the widest vector of any instruction set.
inline constexpr std::int64_t lanes = 16;

/// This thread's arithmetic() on the best set that this machine has, or the one that the environment variable KVANT_CPU
/// names; the set is chosen once. Throws a usage Error for a name that is unknown or not supported here.
const Kernels& kernels();

/// The set of this name, or null when this machine or build lacks it.
const Kernels* find_kernels(std::string_view name, Arithmetic order = Arithmetic::portable);

}  // namespace kvant::linear
