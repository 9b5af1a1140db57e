// SPDX-License-Identifier: Apache-2.0
// Packing for the kernels, and dealing rows to threads.
#include "linear/dense_product.h"

#include "linear/kernels.h"
#include "linear/packing.h"
#include "linear/threads.h"
#include "linear/working_memory.h"

#include <algorithm>
#include <limits>

namespace kvant::linear {
namespace {

constexpr std::int64_t worth_a_thread = 2'000'000;  // multiply-adds
constexpr float no_limit = std::numeric_limits<float>::infinity();

/// What stands in Product for b.
struct Operand {
  const float* b;
  std::int64_t row, panel_step;
};

/// Packed, with pack()'s steps; the panels of large ones are dealt to threads.
Operand packed(const float* b, std::int64_t rows, std::int64_t columns, std::int64_t row_step,
               std::int64_t column_step) {
  const Packed layout = packed_layout(rows, columns);
  float* const memory = working_floats(layout.size);
  const std::int64_t panels = (columns + panel - 1) / panel;
  const std::int64_t parts = worthwhile_parts(panels, number_cost * rows * columns);
  for_each_part(parts, [&](std::int64_t part) {
    for (std::int64_t p = part * panels / parts; p < (part + 1) * panels / parts; ++p) {
      pack_panel(b + p * panel * column_step, rows, std::min(panel, columns - p * panel), row_step, column_step,
                 memory + p * layout.b_panel, layout.b_row);
    }
  });
  return {memory, layout.b_row, layout.b_panel};
}

/// b as it is where its rows are whole vectors, else packed.
Operand as_it_is(const float* b, std::int64_t rows, std::int64_t columns) {
  if (columns % lanes == 0) return {b, columns, panel};
  return packed(b, rows, columns, columns, 1);
}

/// The transpose of w[columns, rows].
Operand turned(const float* w, std::int64_t rows, std::int64_t columns) { return packed(w, rows, columns, 1, rows); }

struct Parts {
  Product whole;
  std::int64_t parts, blocks, block_rows;  ///< blocks of rows of c, dealt as evenly as they go
};

void multiply_part(void* context, std::int64_t part) {
  const Parts& parts = *static_cast<const Parts*>(context);
  Product product = parts.whole;
  const std::int64_t first = part * parts.blocks / parts.parts * parts.block_rows;
  product.m = std::min((part + 1) * parts.blocks / parts.parts * parts.block_rows, product.m) - first;
  product.a += first * product.a_row;
  product.c += first * product.c_row;
  kernels().multiply(product);
}

void multiply(const Product& product) {
  if (product.m * product.n * product.k < 2 * worth_a_thread || thread_count() == 1) return kernels().multiply(product);
  // Some parts for each thread, so that one that is held up does not hold up all; but each reads b from end to end.
  constexpr std::int64_t near = 1 << 18;  // numbers that stay in a core's own cache
  const std::int64_t block_rows = kernels().block_rows;
  const std::int64_t blocks = (product.m + block_rows - 1) / block_rows;
  const std::int64_t wanted = product.k * product.n > near ? thread_count() : 4 * thread_count();
  Parts parts = {product, std::min<std::int64_t>(blocks, wanted), blocks, block_rows};
  parallel_parts(parts.parts, multiply_part, &parts);
}

}  // namespace

void dense_forward(const float* x, const float* w, const float* bias, float* y, std::int64_t batch, std::int64_t in,
                   std::int64_t out) {
  const Operand b = turned(w, in, out);
  multiply({.a = x,
            .a_row = in,
            .a_column = 1,
            .b = b.b,
            .b_row = b.row,
            .c = y,
            .c_row = out,
            .c_column = 1,
            .bias = bias,
            .m = batch,
            .n = out,
            .k = in,
            .accumulate = false,
            .b_panel = b.panel_step});
}

void dense_backward_input(const float* dy, const float* w, float* dx, std::int64_t batch, std::int64_t in,
                          std::int64_t out, bool accumulate) {
  const Operand b = as_it_is(w, out, in);
  multiply({.a = dy,
            .a_row = out,
            .a_column = 1,
            .b = b.b,
            .b_row = b.row,
            .c = dx,
            .c_row = in,
            .c_column = 1,
            .bias = nullptr,
            .m = batch,
            .n = in,
            .k = out,
            .accumulate = accumulate,
            .b_panel = b.panel_step});
}

void dense_backward_weights(const float* dy, const float* x, float* dw, std::int64_t batch, std::int64_t in,
                            std::int64_t out, bool accumulate) {
  const bool along_outputs = in < out && in < lanes;  // the result turned
  const Operand b = along_outputs ? as_it_is(dy, batch, out) : as_it_is(x, batch, in);
  multiply({.a = along_outputs ? x : dy,
            .a_row = 1,
            .a_column = along_outputs ? in : out,
            .b = b.b,
            .b_row = b.row,
            .c = dw,
            .c_row = along_outputs ? 1 : in,
            .c_column = along_outputs ? in : 1,
            .bias = nullptr,
            .m = along_outputs ? in : out,
            .n = along_outputs ? out : in,
            .k = batch,
            .accumulate = accumulate,
            .b_panel = b.panel_step});
}

void dense_backward_bias(const float* dy, float* db, std::int64_t batch, std::int64_t out, bool accumulate) {
  static constexpr float one = 1.0f;
  const Operand b = as_it_is(dy, batch, out);
  const std::int64_t panels = (out + panel - 1) / panel, parts = worthwhile_parts(panels, number_cost * batch * out);
  for_each_part(parts, [&](std::int64_t part) {
    const std::int64_t first = part * panels / parts, column = first * panel;
    kernels().multiply({.a = &one,
                        .a_row = 0,
                        .a_column = 0,
                        .b = b.b + first * b.panel_step,
                        .b_row = b.row,
                        .c = db + column,
                        .c_row = out,
                        .c_column = 1,
                        .bias = nullptr,
                        .m = 1,
                        .n = std::min((part + 1) * panels / parts * panel, out) - column,
                        .k = batch,
                        .accumulate = accumulate,
                        .b_panel = b.panel_step});
  });
}

namespace {

void relu_forward(const float* x, float* y, float upper, std::int64_t count) {
  for_each_stretch(count, number_cost, [&](std::int64_t first, std::int64_t some) {
    kernels().relu_forward(x + first, y + first, upper, some);
  });
}

void relu_backward(const float* y, const float* dy, float* dx, float upper, std::int64_t count, bool accumulate) {
  for_each_stretch(count, number_cost, [&](std::int64_t first, std::int64_t some) {
    kernels().relu_backward(y + first, dy + first, dx + first, upper, some, accumulate);
  });
}

}  // namespace

void relu_forward(const float* x, float* y, std::int64_t count) { relu_forward(x, y, no_limit, count); }
void relu_backward(const float* y, const float* dy, float* dx, std::int64_t count, bool accumulate) {
  relu_backward(y, dy, dx, no_limit, count, accumulate);
}
void relu6_forward(const float* x, float* y, std::int64_t count) { relu_forward(x, y, 6.0f, count); }
void relu6_backward(const float* y, const float* dy, float* dx, std::int64_t count, bool accumulate) {
  relu_backward(y, dy, dx, 6.0f, count, accumulate);
}

}  // namespace kvant::linear
