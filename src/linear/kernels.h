// SPDX-License-Identifier: Apache-2.0
// What each instruction set supplies: a table of functions, compiled once per set and chosen at run time.
#pragma once

#include "linear/arithmetic.h"
#include "linear/channel_rows.h"
#include "linear/random_dropout.h"

#include <cstdint>
#include <string_view>

namespace kvant::linear {

/// Columns that a row of b must be readable for: the widest vector of any instruction set.
inline constexpr std::int64_t lanes = 16;
/// Columns of b that kernels work on at a time; a packed b keeps them together.
inline constexpr std::int64_t panel = 2 * lanes;

/// c[m, n] = sum over k, ascending from 0, of a(m, k) * b[k, n]. k runs through segments of equal length:
/// element (m, k) is at
///     a + (a_places ? a_places[m] : m * a_row) + (segments ? segments[k / length] : 0) + k % length * a_column
struct Product {
  const float* a;
  std::int64_t a_row, a_column;
  const float* b;  ///< row k at b + k * b_row; readable up to the next multiple of lanes columns
  std::int64_t b_row;
  float* c;  ///< element (m, n) at c + (c_places ? c_places[m] : m * c_row) + n * c_column
  std::int64_t c_row, c_column;
  const float* bias;  ///< added to each row of c at the end; null: none
  std::int64_t m, n, k;
  bool accumulate;  ///< add to c instead of overwriting it
  const std::int64_t* a_places = nullptr;
  const std::int64_t* c_places = nullptr;
  const std::int64_t* segments = nullptr;  ///< null: one
  std::int64_t segment_count = 1;          ///< k = segment_count * length
  std::int64_t b_panel = panel;            ///< column n of a row of b stands at n / panel * b_panel + n % panel
  bool resume = false;                     ///< sums start from what c holds, not from 0; without bias and accumulate
};

/// Coefficients of one step of Adam: alpha = learning rate with both bias corrections.
struct AdamStep {
  float alpha, one_minus_beta_1, one_minus_beta_2, epsilon;
};

struct Kernels {
  const char* name;         ///< "baseline", "avx2", "avx512"
  std::int64_t block_rows;  ///< rows of c that multiply works on at a time
  void (*multiply)(const Product& product);
  /// The same lane by lane: the element of a is at the place above plus n.
  void (*multiply_lanes)(const Product& product);
  void (*relu_forward)(const float* x, float* y, float upper, std::int64_t count);
  /// dx = dy where 0 < y < upper, else 0.
  void (*relu_backward)(const float* y, const float* dy, float* dx, float upper, std::int64_t count, bool accumulate);
  // As channel_rows.h has them, on rows for one thread.
  void (*sum_rows)(const float* x, std::int64_t rows, std::int64_t channels, double* sums);
  /// Of (x - center)^2.
  void (*sum_squares)(const float* x, const float* center, std::int64_t rows, std::int64_t channels, double* sums);
  /// Of the dy that pass for each channel, then of those times h.
  void (*normalized_sums)(const Normalized& n, const float* dy, std::int64_t rows, std::int64_t channels, double* sums);
  void (*scale_rows)(const float* x, const Scaling& scaling, float* y, std::int64_t rows, std::int64_t channels);
  void (*normalization_gradient)(const Normalized& n, const float* dy, const NormalizationSlopes& slopes, float* dx,
                                 std::int64_t rows, std::int64_t channels, bool accumulate);
  /// As random_dropout.h has it, for the numbers [begin, end); begin is a multiple of 4.
  void (*dropout)(const Dropout& dropout, const float* x, float* factors, float* y, std::int64_t begin,
                  std::int64_t end);
  /// Moments so small that the next step would leave no normal number of them become 0: they change no weight, and
  /// processors take a hundred times as long for what is not normal.
  void (*adam)(const AdamStep& step, const float* gradient, float* m, float* v, float* weights, std::int64_t count);
};

/// This thread's arithmetic() on the best set that this machine has, or the one that the environment variable KVANT_CPU
/// names; the set is chosen once. Throws a usage Error for a name that is unknown or not supported here.
const Kernels& kernels();

/// The set of this name, or null when this machine or build lacks it.
const Kernels* find_kernels(std::string_view name, Arithmetic order = Arithmetic::portable);

}  // namespace kvant::linear
