// SPDX-License-Identifier: Apache-2.0
// Packing for the kernels, and dealing rows to threads.
#include "linear/dense_product.h"

#include "linear/kernels.h"
#include "linear/threads.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

namespace kvant::linear {
namespace {

constexpr std::int64_t worth_a_thread = 2'000'000;  // multiply-adds
constexpr float no_limit = std::numeric_limits<float>::infinity();

std::int64_t padded(std::int64_t columns) { return (columns + lanes - 1) / lanes * lanes; }

/// Memory for a packed operand: grows once, then stays. One for each thread that trains.
float* packing_memory(std::int64_t floats) {
  thread_local std::vector<float> memory;
  if (memory.size() < static_cast<std::size_t>(floats)) memory.resize(static_cast<std::size_t>(floats));
  return memory.data();
}

/// rows x columns with row_step and column_step between elements -> rows of a multiple of lanes columns, zeros behind.
const float* pack(const float* from, std::int64_t rows, std::int64_t columns, std::int64_t row_step,
                  std::int64_t column_step) {
  const std::int64_t row_length = padded(columns);
  float* const packed = packing_memory(rows * row_length);
  for (std::int64_t r = 0; r < rows; ++r) {
    float* to = packed + r * row_length;
    for (std::int64_t c = 0; c < columns; ++c) to[c] = from[r * row_step + c * column_step];
    std::fill(to + columns, to + row_length, 0.0f);
  }
  return packed;
}

struct Parts {
  Product whole;
  std::int64_t rows;  ///< of c in each part
};

void multiply_part(void* context, std::int64_t part) {
  const Parts& parts = *static_cast<const Parts*>(context);
  Product product = parts.whole;
  const std::int64_t first = part * parts.rows;
  product.m = std::min(parts.rows, product.m - first);
  product.a += first * product.a_row;
  product.c += first * product.c_row;
  kernels().multiply(product);
}

void multiply(const Product& product) {
  if (product.m * product.n * product.k < 2 * worth_a_thread || thread_count() == 1) return kernels().multiply(product);
  const std::int64_t threads = thread_count();
  Parts parts = {product, (product.m + threads - 1) / threads};
  parallel_parts((product.m + parts.rows - 1) / parts.rows, multiply_part, &parts);
}

}  // namespace

void dense_forward(const float* x, const float* w, const float* bias, float* y, std::int64_t batch, std::int64_t in,
                   std::int64_t out) {
  multiply({x, in, 1, pack(w, in, out, 1, in), padded(out), y, out, 1, bias, batch, out, in, false});
}

void dense_backward_input(const float* dy, const float* w, float* dx, std::int64_t batch, std::int64_t in,
                          std::int64_t out, bool accumulate) {
  const bool ready = in % lanes == 0;
  multiply(
      {dy, out, 1, ready ? w : pack(w, out, in, in, 1), padded(in), dx, in, 1, nullptr, batch, in, out, accumulate});
}

void dense_backward_weights(const float* dy, const float* x, float* dw, std::int64_t batch, std::int64_t in,
                            std::int64_t out, bool accumulate) {
  if (in < out && in < lanes) {  // along the outputs, the result turned
    const bool ready = out % lanes == 0;
    multiply({x, 1, in, ready ? dy : pack(dy, batch, out, out, 1), padded(out), dw, 1, in, nullptr, in, out, batch,
              accumulate});
  } else {
    const bool ready = in % lanes == 0;
    multiply({dy, 1, out, ready ? x : pack(x, batch, in, in, 1), padded(in), dw, in, 1, nullptr, out, in, batch,
              accumulate});
  }
}

void dense_backward_bias(const float* dy, float* db, std::int64_t batch, std::int64_t out, bool accumulate) {
  static constexpr float one = 1.0f;
  const bool ready = out % lanes == 0;
  multiply({&one, 0, 0, ready ? dy : pack(dy, batch, out, out, 1), padded(out), db, out, 1, nullptr, 1, out, batch,
            accumulate});
}

void relu_forward(const float* x, float* y, std::int64_t count) { kernels().relu_forward(x, y, no_limit, count); }
void relu_backward(const float* y, const float* dy, float* dx, std::int64_t count, bool accumulate) {
  kernels().relu_backward(y, dy, dx, no_limit, count, accumulate);
}
void relu6_forward(const float* x, float* y, std::int64_t count) { kernels().relu_forward(x, y, 6.0f, count); }
void relu6_backward(const float* y, const float* dy, float* dx, std::int64_t count, bool accumulate) {
  kernels().relu_backward(y, dy, dx, 6.0f, count, accumulate);
}

}  // namespace kvant::linear
