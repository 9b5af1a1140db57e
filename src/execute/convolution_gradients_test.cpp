// SPDX-License-Identifier: Apache-2.0
// Gradients of convolutions against finite differences: strides, padding, dilation, groups and depth multipliers.
#include "execute/float_plan.h"
#include "kvant_schema/tflite_options_generated.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

using namespace kvant;
using execute::FloatPlan;
using graph::TensorId;

namespace {

constexpr std::int32_t conv_2d = 3, depthwise_conv_2d = 4;

float wave(std::size_t i) { return static_cast<float>(std::sin(1.3 * static_cast<double>(i) + 0.4)); }

class Net {
 public:
  explicit Net(const Shape& sample) {
    last_ = add_tensor(sample, false);
    graph_.inputs = {last_};
  }
  template <class Options>
  void add_layer(std::int32_t code, Options options, const Shape& filter, std::int64_t channels, const Shape& output) {
    auto held = std::make_shared<tflite::BuiltinOptionsUnion>();
    held->Set(std::move(options));
    const TensorId weights = add_tensor(filter, true), bias = add_tensor({channels}, true);
    const TensorId result = add_tensor(output, false);
    graph_.nodes.push_back(
        {.code = code, .options = held, .inputs = {last_, weights, bias}, .outputs = {result}, .layer = "here"});
    last_ = result;
  }
  graph::Graph graph() {
    graph_.outputs = {last_};
    return graph_;
  }

 private:
  TensorId add_tensor(const Shape& shape, bool variable) {
    graph::Tensor tensor;
    tensor.shape = shape;
    if (variable) {
      tensor.trainable = true;
      tensor.data = std::make_shared<Array>(DType::float32, shape);
      const auto values = tensor.data->values<float>();
      for (std::size_t i = 0; i < values.size(); ++i) values[i] = wave(i + 7 * graph_.tensors.size());
    }
    return graph_.add(std::move(tensor));
  }

  graph::Graph graph_;
  TensorId last_;
};

template <class Options>
Options options(tflite::Padding padding, int stride_h, int stride_w, int dilation) {
  Options made;
  made.padding = padding;
  made.stride_h = stride_h;
  made.stride_w = stride_w;
  made.dilation_h_factor = made.dilation_w_factor = dilation;
  return made;
}

/// Each layer but the first sees gradients of the one behind it: input gradients are checked by the first one's.
graph::Graph all_kinds() {
  using Conv = tflite::Conv2DOptionsT;
  using Depthwise = tflite::DepthwiseConv2DOptionsT;
  Net net({unknown_length, 7, 6, 2});
  net.add_layer(conv_2d, options<Conv>(tflite::Padding::SAME, 2, 1, 1), {4, 3, 2, 2}, 4, {unknown_length, 4, 6, 4});
  net.add_layer(depthwise_conv_2d, options<Depthwise>(tflite::Padding::SAME, 1, 1, 2), {1, 2, 3, 8}, 8,
                {unknown_length, 4, 6, 8});
  net.add_layer(conv_2d, options<Conv>(tflite::Padding::VALID, 1, 2, 1), {6, 2, 3, 4}, 6, {unknown_length, 3, 2, 6});
  net.add_layer(depthwise_conv_2d, options<Depthwise>(tflite::Padding::VALID, 1, 1, 1), {1, 2, 2, 6}, 6,
                {unknown_length, 2, 1, 6});
  return net.graph();
}

/// Half the sum of squares of the outputs, whose gradient is the outputs themselves.
double energy(FloatPlan& plan, std::int64_t rows) {
  plan.forward(rows);
  double sum = 0;
  for (const float v : plan.output().first(static_cast<std::size_t>(rows * 12)))
    sum += 0.5 * static_cast<double>(v) * static_cast<double>(v);
  return sum;
}

}  // namespace

TEST_CASE("gradients of convolutions equal finite differences") {
  FloatPlan plan(all_kinds(), 3, execute::PlanMode::training);
  REQUIRE(plan.trainable_variables().size() == 8);
  for (std::size_t i = 0; i < plan.input().size(); ++i) plan.input()[i] = wave(3 * i);
  for (const std::int64_t rows : {3, 1}) {
    energy(plan, rows);
    std::copy_n(plan.output().begin(), rows * 12, plan.output_gradient().begin());
    plan.backward(rows);
    for (const execute::TrainableVariable& variable : plan.trainable_variables()) {
      const std::vector<float> gradient(variable.gradient, variable.gradient + variable.size);
      const double largest = static_cast<double>(std::abs(*std::max_element(
          gradient.begin(), gradient.end(), [](float a, float b) { return std::abs(a) < std::abs(b); })));
      for (std::int64_t i = 0; i < variable.size; ++i) {
        const float kept = variable.values[i], step = 1e-2f;
        variable.values[i] = kept + step;
        const double above = energy(plan, rows);
        variable.values[i] = kept - step;
        const double below = energy(plan, rows);
        variable.values[i] = kept;
        const double slope = (above - below) / (2 * static_cast<double>(step));
        CHECK(std::abs(static_cast<double>(gradient[static_cast<std::size_t>(i)]) - slope) < 2e-3 * largest);
      }
    }
  }
}
