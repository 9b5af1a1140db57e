// SPDX-License-Identifier: Apache-2.0
// What both pools share on the desk: shapes, windows, and the text of generated code.
#pragma once

#include "ops/elementwise.h"
#include "ops/fused_options.h"

namespace kvant::ops {

/// Output shape [batch, rows, columns, channels].
std::vector<Shape> infer_pool_2d(const graph::Graph& graph, const graph::Node& node);

/// A pool over one batch: lengths, and where the first window begins.
struct PoolPlan {
  std::int64_t batch, height, width, channels, output_height, output_width;
  std::int64_t filter_height, filter_width, stride_height, stride_width, padding_top, padding_left;
};
PoolPlan plan_pool_2d(const graph::Node& node, const FloatView& input, const FloatView& output);

/// The rows and columns of one window that lie inside the input: [begin, end).
struct PoolWindow {
  std::int64_t top, bottom, left, right;
  std::int64_t count() const { return (bottom - top) * (right - left); }
};
PoolWindow window_of(const PoolPlan& plan, std::int64_t row, std::int64_t column);

/// visit(image, window, output place) for each window; a place has plan.channels numbers.
template <class Visit>
void for_each_window(const PoolPlan& plan, Visit visit) {
  std::int64_t place = 0;
  for (std::int64_t b = 0; b < plan.batch; ++b) {
    for (std::int64_t row = 0; row < plan.output_height; ++row) {
      for (std::int64_t column = 0; column < plan.output_width; ++column, place += plan.channels)
        visit(b, window_of(plan, row, column), place);
    }
  }
}

/// visit(place of a cell's first channel) for each cell of a window, row by row.
template <class Visit>
void for_each_cell(const PoolPlan& plan, std::int64_t image, const PoolWindow& window, Visit visit) {
  for (std::int64_t row = window.top; row < window.bottom; ++row) {
    for (std::int64_t column = window.left; column < window.right; ++column)
      visit(((image * plan.height + row) * plan.width + column) * plan.channels);
  }
}

EmittedOperator emit_pool_2d(const EmitRequest& request, const char* kernel);

}  // namespace kvant::ops
