// SPDX-License-Identifier: Apache-2.0
// The convolutions against a plain loop over all products: bit for bit in portable arithmetic, closely in the fast one.
#include "linear/convolution.h"

#include "linear/arithmetic.h"

#include <allocation_count.h>
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

using namespace kvant::linear;

namespace {

using Numbers = std::vector<float>;

Numbers numbers(std::int64_t count, std::uint32_t seed) {
  Numbers values;
  for (std::int64_t i = 0; i < count; ++i) {
    seed = seed * 1664525u + 1013904223u;
    values.push_back(static_cast<float>(seed >> 8) / 8388608.0f - 1.0f);
  }
  return values;
}

/// Calls visit(x, filter, y) with the places of every product: y's places ascend, then kernel rows, columns, channels.
using Visit = std::function<void(std::size_t, std::size_t, std::size_t)>;
void for_each_product(const Convolution& c, bool depthwise, const Visit& visit) {
  const std::int64_t in = depthwise ? 1 : c.input_channels / c.groups;
  const std::int64_t outputs_of_input = depthwise ? c.output_channels / c.input_channels : c.output_channels / c.groups;
  for (std::int64_t y = 0; y < c.batch * c.output_height * c.output_width * c.output_channels; ++y) {
    const std::int64_t o = y % c.output_channels, column = y / c.output_channels % c.output_width;
    const std::int64_t row = y / c.output_channels / c.output_width % c.output_height;
    const std::int64_t image = y / c.output_channels / c.output_width / c.output_height;
    for (std::int64_t ky = 0; ky < c.kernel_height; ++ky) {
      const std::int64_t iy = row * c.stride_height + ky * c.dilation_height - c.pad_top;
      for (std::int64_t kx = 0; kx < c.kernel_width; ++kx) {
        const std::int64_t ix = column * c.stride_width + kx * c.dilation_width - c.pad_left;
        if (iy < 0 || iy >= c.input_height || ix < 0 || ix >= c.input_width) continue;
        const std::int64_t x = ((image * c.input_height + iy) * c.input_width + ix) * c.input_channels;
        for (std::int64_t i = 0; i < in; ++i) {
          const std::int64_t filter = depthwise ? (ky * c.kernel_width + kx) * c.output_channels + o
                                                : ((o * c.kernel_height + ky) * c.kernel_width + kx) * in + i;
          visit(static_cast<std::size_t>(x + o / outputs_of_input * in + i), static_cast<std::size_t>(filter),
                static_cast<std::size_t>(y));
        }
      }
    }
  }
}

struct Case {
  std::string name;
  Convolution c;
  bool depthwise = false;
};

std::vector<Case> all_cases() {
  const auto convolution = [](std::int64_t batch, std::int64_t height, std::int64_t width, std::int64_t in,
                              std::int64_t out, std::int64_t kernel_height, std::int64_t kernel_width) {
    return Convolution{.batch = batch,
                       .input_height = height,
                       .input_width = width,
                       .input_channels = in,
                       .output_height = height - kernel_height + 1,
                       .output_width = width - kernel_width + 1,
                       .output_channels = out,
                       .kernel_height = kernel_height,
                       .kernel_width = kernel_width};
  };
  std::vector<Case> cases;
  const auto add = [&](const std::string& name, Convolution c, bool depthwise = false) {
    cases.push_back({name, c, depthwise});
  };
  for (const bool depthwise : {false, true}) {
    for (const std::int64_t channels : {1, 3, 16, 40}) {
      const std::int64_t out = depthwise ? channels : 48 - channels;
      Convolution valid = convolution(3, 9, 7, channels, out, 3, 3);
      add("valid", valid, depthwise);
      Convolution same = valid;
      same.output_height = 9;
      same.output_width = 7;
      same.pad_top = same.pad_left = 1;
      add("same", same, depthwise);
      Convolution strided = valid;
      strided.stride_height = 2;
      strided.stride_width = 3;
      strided.pad_top = 1;
      strided.output_height = 5;
      strided.output_width = 3;
      add("strided", strided, depthwise);
      Convolution dilated = valid;
      dilated.dilation_height = dilated.pad_top = 2;
      dilated.dilation_width = dilated.pad_left = 3;
      dilated.output_height = 9;
      dilated.output_width = 7;
      add("dilated", dilated, depthwise);
      dilated.stride_width = 2;
      dilated.output_width = 4;
      add("dilated and strided", dilated, depthwise);
      Convolution sparse = convolution(2, 7, 7, channels, out, 1, 1);
      sparse.stride_height = sparse.stride_width = 2;
      sparse.output_height = sparse.output_width = 4;
      add("1 x 1, strided", sparse, depthwise);
      add("1 x 1", convolution(2, 5, 5, channels, out, 1, 1), depthwise);
    }
  }
  Convolution tall = convolution(2, 49, 10, 1, 64, 10, 4);
  tall.stride_height = tall.stride_width = 2;
  tall.output_height = 25;
  tall.output_width = 5;
  tall.pad_top = 4;
  tall.pad_left = 1;
  add("10 x 4", tall);
  for (const std::int64_t batch : {20, 150}) add("many images", convolution(batch, 5, 4, 3, 5, 3, 2));
  for (const std::int64_t groups : {2, 4}) {
    Convolution grouped = convolution(3, 6, 6, 8, 12, 3, 2);
    grouped.groups = groups;
    add("grouped", grouped);
  }
  for (const std::int64_t multiplier : {2, 3}) {
    Convolution multiplied = convolution(3, 6, 6, 8, 8 * multiplier, 3, 3);
    multiplied.pad_top = multiplied.pad_left = 1;
    multiplied.output_height = multiplied.output_width = 6;
    add("multiplied", multiplied, true);
    multiplied.stride_height = multiplied.stride_width = 2;
    multiplied.output_height = multiplied.output_width = 3;
    add("multiplied and strided", multiplied, true);
  }
  return cases;
}

/// Operands and results of one case.
struct Operands {
  explicit Operands(const Case& one)
      : x(numbers(one.c.batch * one.c.input_height * one.c.input_width * one.c.input_channels, 1)),
        filter(numbers(one.c.output_channels * one.c.kernel_height * one.c.kernel_width *
                           (one.depthwise ? 1 : one.c.input_channels / one.c.groups),
                       2)),
        y(numbers(one.c.batch * one.c.output_height * one.c.output_width * one.c.output_channels, 3)),
        bias(numbers(one.c.output_channels, 4)) {}
  Numbers x, filter, y, bias;
};

struct Passes {
  Numbers y, dx, dfilter;
};

/// What linear computes; y is also the gradient.
void compute_into(const Case& one, const Operands& in, bool accumulate, Passes& out) {
  if (one.depthwise) {
    depthwise_forward(one.c, in.x.data(), in.filter.data(), in.bias.data(), out.y.data());
    depthwise_backward_input(one.c, in.y.data(), in.filter.data(), out.dx.data(), accumulate);
    depthwise_backward_filter(one.c, in.y.data(), in.x.data(), out.dfilter.data(), accumulate);
  } else {
    convolution_forward(one.c, in.x.data(), in.filter.data(), in.bias.data(), out.y.data());
    convolution_backward_input(one.c, in.y.data(), in.filter.data(), out.dx.data(), accumulate);
    convolution_backward_filter(one.c, in.y.data(), in.x.data(), out.dfilter.data(), accumulate);
  }
}

Passes compute(const Case& one, const Operands& in, bool accumulate) {
  Passes out = {Numbers(in.y.size(), 9.0f), Numbers(in.x.size(), 1.0f), Numbers(in.filter.size(), 1.0f)};
  compute_into(one, in, accumulate, out);
  return out;
}

/// How many images a convolution's filter sums up alone; all of them where each place is a product of its own.
std::size_t images_together(const Case& one) {
  const bool windows = one.c.kernel_height * one.c.kernel_width * one.c.stride_height * one.c.stride_width > 1;
  return static_cast<std::size_t>(one.depthwise || !windows ? one.c.batch
                                                            : std::max<std::int64_t>(8, (one.c.batch + 15) / 16));
}

/// The written order: sums from 0 in the order of the products, the bias last; gradients of a depthwise input first by
/// output channel, those of a convolution's filter by groups of images.
Passes expect(const Case& one, const Operands& in) {
  const auto channels = static_cast<std::size_t>(one.c.output_channels);
  const std::size_t multiplier = one.depthwise ? channels / static_cast<std::size_t>(one.c.input_channels) : 1;
  Passes out = {Numbers(in.y.size()), Numbers(in.x.size()), Numbers(in.filter.size())};
  Numbers by_output(in.x.size() * multiplier), group_sum(in.filter.size());
  const std::size_t group_size = images_together(one) * in.y.size() / static_cast<std::size_t>(one.c.batch);
  std::size_t group = 0;
  const auto end_group = [&] {
    for (std::size_t i = 0; i < group_sum.size(); ++i)
      out.dfilter[i] = group == 0 ? group_sum[i] : out.dfilter[i] + group_sum[i];
    std::fill(group_sum.begin(), group_sum.end(), 0.0f);
  };
  for_each_product(one.c, one.depthwise, [&](std::size_t x, std::size_t filter, std::size_t y) {
    out.y[y] += in.x[x] * in.filter[filter];
    by_output[x * multiplier + y % channels % multiplier] += in.y[y] * in.filter[filter];
    if (y / group_size > group) {
      end_group();
      group = y / group_size;
    }
    group_sum[filter] += in.y[y] * in.x[x];
  });
  end_group();
  for (std::size_t i = 0; i < in.x.size(); ++i) {
    out.dx[i] = by_output[i * multiplier];
    for (std::size_t k = 1; k < multiplier; ++k) out.dx[i] += by_output[i * multiplier + k];
  }
  for (std::size_t i = 0; i < in.y.size(); ++i) out.y[i] += in.bias[i % channels];
  return out;
}

bool close(const Numbers& a, const Numbers& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!(std::fabs(a[i] - b[i]) <= 1e-4f)) return false;
  }
  return a.size() == b.size();
}

}  // namespace

TEST_CASE("portable convolutions have the bits of the written order, whatever their shape") {
  for (const Case& one : all_cases()) {
    CAPTURE(one.name);
    CAPTURE(one.depthwise);
    CAPTURE(one.c.input_channels);
    const Operands operands(one);
    const Passes computed = compute(one, operands, false), expected = expect(one, operands);
    CHECK(computed.y == expected.y);
    CHECK(computed.dx == expected.dx);
    CHECK(computed.dfilter == expected.dfilter);
  }
}

TEST_CASE("accumulating adds the finished sums to what is there") {
  for (const Case& one : all_cases()) {
    CAPTURE(one.name);
    const Operands operands(one);
    const Passes once = compute(one, operands, false), twice = compute(one, operands, true);
    for (std::size_t i = 0; i < once.dx.size(); ++i) CHECK(twice.dx[i] == 1.0f + once.dx[i]);
    for (std::size_t i = 0; i < once.dfilter.size(); ++i) CHECK(twice.dfilter[i] == 1.0f + once.dfilter[i]);
  }
}

TEST_CASE("no pass allocates once sizes have been seen") {
  for (const Case& one : all_cases()) {
    const Operands in(one);
    Passes out = compute(one, in, false);
    const std::int64_t before = kvant::test::allocation_count();
    compute_into(one, in, false, out);
    CHECK(kvant::test::allocation_count() == before);
  }
}

TEST_CASE("fast convolutions are close to them") {
  for (const Case& one : all_cases()) {
    CAPTURE(one.name);
    const Operands operands(one);
    const ArithmeticScope scope(Arithmetic::fast);
    const Passes computed = compute(one, operands, false), expected = expect(one, operands);
    CHECK(close(computed.y, expected.y));
    CHECK(close(computed.dx, expected.dx));
    CHECK(close(computed.dfilter, expected.dfilter));
  }
}
