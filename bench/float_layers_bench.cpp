// SPDX-License-Identifier: Apache-2.0
// The products of training layer by layer, forward and backward, in both arithmetics: multiply-adds per second.
#include "linear/arithmetic.h"
#include "linear/convolution.h"
#include "linear/dense_product.h"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <vector>

namespace {

using namespace kvant::linear;

std::vector<float> numbers(std::int64_t count) {
  std::vector<float> values(static_cast<std::size_t>(count));
  std::uint32_t seed = 1;
  for (float& value : values) {
    seed = seed * 1664525u + 1013904223u;
    value = static_cast<float>(seed >> 8) / 8388608.0f - 1.0f;
  }
  return values;
}

/// One pass over a batch, that does multiply_adds of them.
struct Pass {
  std::string name;
  std::int64_t multiply_adds;
  void (*run)(const Convolution& c, const float* x, const float* filter, float* y);
};

void measure(benchmark::State& state, const Convolution& c, const Pass& pass, Arithmetic arithmetic) {
  const ArithmeticScope scope(arithmetic);
  auto x = numbers(c.batch * c.input_height * c.input_width * c.input_channels);
  auto filter = numbers(c.output_channels * c.kernel_height * c.kernel_width * c.input_channels);
  auto y = numbers(c.batch * c.output_height * c.output_width * c.output_channels);
  for (auto _ : state) {
    pass.run(c, x.data(), filter.data(), y.data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * pass.multiply_adds);
}

/// "same" padding.
Convolution layer(std::int64_t batch, std::int64_t height, std::int64_t width, std::int64_t in, std::int64_t out,
                  std::int64_t kernel_height, std::int64_t kernel_width, std::int64_t stride) {
  Convolution c = {.batch = batch,
                   .input_height = height,
                   .input_width = width,
                   .input_channels = in,
                   .output_height = (height + stride - 1) / stride,
                   .output_width = (width + stride - 1) / stride,
                   .output_channels = out,
                   .kernel_height = kernel_height,
                   .kernel_width = kernel_width,
                   .stride_height = stride,
                   .stride_width = stride};
  c.pad_top = std::max<std::int64_t>((c.output_height - 1) * stride + kernel_height - height, 0) / 2;
  c.pad_left = std::max<std::int64_t>((c.output_width - 1) * stride + kernel_width - width, 0) / 2;
  return c;
}

void add(const std::string& name, const Convolution& c, const std::vector<Pass>& passes) {
  for (const Pass& pass : passes) {
    for (const Arithmetic arithmetic : {Arithmetic::fast, Arithmetic::portable}) {
      benchmark::RegisterBenchmark(
          (name + "/" + pass.name + (arithmetic == Arithmetic::fast ? "/fast" : "/portable")).c_str(),
          [=](benchmark::State& state) { measure(state, c, pass, arithmetic); })
          ->UseRealTime();
    }
  }
}

void add_convolution(const std::string& name, const Convolution& c) {
  const std::int64_t count = c.batch * c.output_height * c.output_width * c.output_channels * c.kernel_height *
                             c.kernel_width * c.input_channels;
  add(name, c,
      {{"forward", count,
        [](const Convolution& s, const float* x, const float* f, float* y) {
          convolution_forward(s, x, f, nullptr, y);
        }},
       {"input", count,
        [](const Convolution& s, const float* x, const float* f, float* y) {
          convolution_backward_input(s, y, f, const_cast<float*>(x), false);
        }},
       {"filter", count, [](const Convolution& s, const float* x, const float* f, float* y) {
          convolution_backward_filter(s, y, x, const_cast<float*>(f), false);
        }}});
}

void add_depthwise(const std::string& name, const Convolution& c) {
  const std::int64_t count =
      c.batch * c.output_height * c.output_width * c.output_channels * c.kernel_height * c.kernel_width;
  add(name, c,
      {{"forward", count,
        [](const Convolution& s, const float* x, const float* f, float* y) { depthwise_forward(s, x, f, nullptr, y); }},
       {"input", count,
        [](const Convolution& s, const float* x, const float* f, float* y) {
          depthwise_backward_input(s, y, f, const_cast<float*>(x), false);
        }},
       {"filter", count, [](const Convolution& s, const float* x, const float* f, float* y) {
          depthwise_backward_filter(s, y, x, const_cast<float*>(f), false);
        }}});
}

/// A Dense layer, as a convolution over one place.
void add_dense(const std::string& name, std::int64_t batch, std::int64_t in, std::int64_t out) {
  add(name, layer(batch, 1, 1, in, out, 1, 1, 1),
      {{"forward", batch * in * out,
        [](const Convolution& s, const float* x, const float* f, float* y) {
          dense_forward(x, f, nullptr, y, s.batch, s.input_channels, s.output_channels);
        }},
       {"input", batch * in * out,
        [](const Convolution& s, const float* x, const float* f, float* y) {
          dense_backward_input(y, f, const_cast<float*>(x), s.batch, s.input_channels, s.output_channels, false);
        }},
       {"weights", batch * in * out, [](const Convolution& s, const float* x, const float* f, float* y) {
          dense_backward_weights(y, x, const_cast<float*>(f), s.batch, s.input_channels, s.output_channels, false);
        }}});
}

}  // namespace

int main(int argc, char** argv) {
  add_dense("ad_640_128", 512, 640, 128);
  add_dense("ad_128_128", 512, 128, 128);
  add_dense("ad_128_640", 512, 128, 640);
  add_convolution("kws_first", layer(100, 49, 10, 1, 64, 10, 4, 2));
  add_depthwise("kws_depthwise", layer(100, 25, 5, 64, 64, 3, 3, 1));
  add_convolution("kws_pointwise", layer(100, 25, 5, 64, 64, 1, 1, 1));
  add_convolution("ic_first", layer(32, 32, 32, 3, 16, 3, 3, 1));
  add_convolution("ic_16", layer(32, 32, 32, 16, 16, 3, 3, 1));
  add_convolution("ic_16_32", layer(32, 32, 32, 16, 32, 3, 3, 2));
  add_convolution("ic_32", layer(32, 16, 16, 32, 32, 3, 3, 1));
  add_convolution("ic_32_64", layer(32, 16, 16, 32, 64, 3, 3, 2));
  add_convolution("ic_64", layer(32, 8, 8, 64, 64, 3, 3, 1));
  add_convolution("ic_shortcut", layer(32, 32, 32, 16, 32, 1, 1, 2));
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
