// SPDX-License-Identifier: Apache-2.0
// The products against a plain triple loop, bit for bit, for every instruction set of this machine.
#include "linear/dense_product.h"

#include "linear/kernels.h"
#include "linear/threads.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

using namespace kvant::linear;

namespace {

std::vector<float> numbers(std::int64_t count, std::uint32_t seed) {
  std::vector<float> values;
  for (std::int64_t i = 0; i < count; ++i) {
    seed = seed * 1664525u + 1013904223u;
    values.push_back(static_cast<float>(seed >> 8) / 8388608.0f - 1.0f);
  }
  return values;
}

struct Sizes {
  std::int64_t batch, in, out;
};
const std::vector<Sizes> all_sizes = {{1, 1, 1},  {64, 1, 16}, {64, 16, 16}, {64, 16, 1},  {7, 64, 1},  {9, 65, 1},
                                      {24, 3, 5}, {7, 17, 33}, {5, 40, 100}, {13, 32, 64}, {2, 640, 8}, {3, 100, 10}};

}  // namespace

TEST_CASE("forward sums over the inputs in ascending order and adds the bias last") {
  for (const auto& [batch, in, out] : all_sizes) {
    const auto x = numbers(batch * in, 1), w = numbers(out * in, 2), bias = numbers(out, 3);
    std::vector<float> y(static_cast<std::size_t>(batch * out)), expected(y.size());
    dense_forward(x.data(), w.data(), bias.data(), y.data(), batch, in, out);
    for (std::int64_t b = 0; b < batch; ++b) {
      for (std::int64_t o = 0; o < out; ++o) {
        float sum = 0.0f;
        for (std::int64_t i = 0; i < in; ++i)
          sum += x[static_cast<std::size_t>(b * in + i)] * w[static_cast<std::size_t>(o * in + i)];
        expected[static_cast<std::size_t>(b * out + o)] = sum + bias[static_cast<std::size_t>(o)];
      }
    }
    CHECK(y == expected);
  }
}

TEST_CASE("the backward products sum over outputs and batch in ascending order") {
  for (const auto& [batch, in, out] : all_sizes) {
    const auto x = numbers(batch * in, 4), w = numbers(out * in, 5), dy = numbers(batch * out, 6);
    std::vector<float> dx(x.size()), dw(w.size()), db(static_cast<std::size_t>(out));
    dense_backward_input(dy.data(), w.data(), dx.data(), batch, in, out, false);
    dense_backward_weights(dy.data(), x.data(), dw.data(), batch, in, out, false);
    dense_backward_bias(dy.data(), db.data(), batch, out, false);
    std::vector<float> dx_expected(dx.size(), 0.0f), dw_expected(dw.size(), 0.0f), db_expected(db.size(), 0.0f);
    for (std::size_t o = 0; o < static_cast<std::size_t>(out); ++o) {
      for (std::size_t b = 0; b < static_cast<std::size_t>(batch); ++b) {
        const float g = dy[b * static_cast<std::size_t>(out) + o];
        db_expected[o] += g;
        for (std::size_t i = 0; i < static_cast<std::size_t>(in); ++i) {
          dx_expected[b * static_cast<std::size_t>(in) + i] += g * w[o * static_cast<std::size_t>(in) + i];
          dw_expected[o * static_cast<std::size_t>(in) + i] += g * x[b * static_cast<std::size_t>(in) + i];
        }
      }
    }
    CHECK(dx == dx_expected);
    CHECK(dw == dw_expected);
    CHECK(db == db_expected);
  }
}

TEST_CASE("accumulating adds the finished sum to what is there") {
  const auto x = numbers(12, 7), dy = numbers(20, 8);
  std::vector<float> once(15), twice(15, 1.0f);
  dense_backward_weights(dy.data(), x.data(), once.data(), 4, 3, 5, false);
  dense_backward_weights(dy.data(), x.data(), twice.data(), 4, 3, 5, true);
  for (std::size_t i = 0; i < once.size(); ++i) CHECK(twice[i] == 1.0f + once[i]);
}

TEST_CASE("every instruction set gives the same bits") {
  const Kernels* baseline = find_kernels("baseline");
  REQUIRE(baseline != nullptr);
  for (const char* name : {"avx2", "avx512"}) {
    const Kernels* other = find_kernels(name);
    if (other == nullptr) {
      MESSAGE("skipped: this machine lacks ", std::string(name));
      continue;
    }
    const std::int64_t m = 13, n = 37, k = 29, row = 48;
    const auto a = numbers(m * k, 9), b = numbers(k * row, 10), bias = numbers(n, 11);
    std::vector<float> first(static_cast<std::size_t>(m * n)), second(first.size());
    Product product = {a.data(), k, 1, b.data(), row, first.data(), n, 1, bias.data(), m, n, k, false};
    baseline->multiply(product);
    product.c = second.data();
    other->multiply(product);
    CHECK(first == second);
    // One column, wide and narrow, has a way of its own.
    for (const std::int64_t columns : {1, 2}) {
      product.n = columns;
      product.c = first.data();
      baseline->multiply(product);
      product.c = second.data();
      other->multiply(product);
      CHECK(first == second);
    }
  }
}

TEST_CASE("parts are each done once, whatever the number of threads") {
  std::vector<int> done(1000, 0);
  parallel_parts(
      1000,
      [](void* context, std::int64_t part) {
        ++(*static_cast<std::vector<int>*>(context))[static_cast<std::size_t>(part)];
      },
      &done);
  CHECK(done == std::vector<int>(1000, 1));
}

TEST_CASE("relu and its gradient") {
  const float x[] = {-1.0f, 0.0f, 2.0f, 7.0f};
  float y[4], dx[4];
  const float dy[] = {1.0f, 2.0f, 3.0f, 4.0f};
  relu6_forward(x, y, 4);
  CHECK(y[0] == 0.0f);
  CHECK(y[3] == 6.0f);
  relu6_backward(y, dy, dx, 4, false);
  CHECK(dx[1] == 0.0f);
  CHECK(dx[2] == 3.0f);
  CHECK(dx[3] == 0.0f);
  relu_forward(x, y, 4);
  relu_backward(y, dy, dx, 4, false);
  CHECK(dx[3] == 4.0f);
}
