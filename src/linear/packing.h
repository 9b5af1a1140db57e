// SPDX-License-Identifier: Apache-2.0
// Operands of products in the layout that kernels read fastest: panels of columns, row by row, zeros behind the last.
#pragma once

#include "linear/kernels.h"

#include <algorithm>
#include <cstdint>

namespace kvant::linear {

constexpr std::int64_t padded(std::int64_t columns) { return (columns + lanes - 1) / lanes * lanes; }

/// A packed operand: row length and panel step are Product's b_row and b_panel.
struct Packed {
  std::int64_t b_row, b_panel, size;
};
constexpr Packed packed_layout(std::int64_t rows, std::int64_t columns) {
  if (columns <= panel) return {padded(columns), panel, rows * padded(columns)};
  return {panel, rows * panel, (columns + panel - 1) / panel * panel * rows};
}

/// rows x columns; element (r, c) at from + r * row_step + c * column_step, one of the steps is 1. to: packed_layout's
/// size for all_rows, of which these are the rows from first_row on.
void pack(const float* from, std::int64_t rows, std::int64_t columns, std::int64_t row_step, std::int64_t column_step,
          float* to, std::int64_t all_rows, std::int64_t first_row = 0);

/// One panel of at most panel columns, into rows of row_length.
void pack_panel(const float* from, std::int64_t rows, std::int64_t columns, std::int64_t row_step,
                std::int64_t column_step, float* to, std::int64_t row_length);

}  // namespace kvant::linear
