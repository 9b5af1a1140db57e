// SPDX-License-Identifier: Apache-2.0
// Packing operands.
#include "linear/packing.h"

namespace kvant::linear {

void pack_panel(const float* from, std::int64_t rows, std::int64_t columns, std::int64_t row_step,
                std::int64_t column_step, float* to, std::int64_t row_length) {
  if (column_step == 1) {
    for (std::int64_t r = 0; r < rows; ++r, to += row_length) {
      std::copy_n(from + r * row_step, columns, to);
      std::fill(to + columns, to + row_length, 0.0f);
    }
    return;
  }
  // Squares, so that what is read and what is written stay in the nearest cache.
  constexpr std::int64_t side = 16;
  for (std::int64_t first = 0; first < rows; first += side) {
    const std::int64_t end = std::min(rows, first + side);
    for (std::int64_t left = 0; left < row_length; left += side) {
      const std::int64_t right = std::min(columns, left + side);
      for (std::int64_t c = left; c < right; ++c) {
        const float* const column = from + c * column_step;
        for (std::int64_t r = first; r < end; ++r) to[r * row_length + c] = column[r * row_step];
      }
      for (std::int64_t r = first; r < end && right < left + side; ++r)
        std::fill(to + r * row_length + std::max(left, right), to + r * row_length + left + side, 0.0f);
    }
  }
}

void pack(const float* from, std::int64_t rows, std::int64_t columns, std::int64_t row_step, std::int64_t column_step,
          float* to, std::int64_t all_rows, std::int64_t first_row) {
  const Packed layout = packed_layout(all_rows, columns);
  for (std::int64_t column = 0; column < columns; column += panel) {
    pack_panel(from + column * column_step, rows, std::min(panel, columns - column), row_step, column_step,
               to + column / panel * layout.b_panel + first_row * layout.b_row, layout.b_row);
  }
}

}  // namespace kvant::linear
