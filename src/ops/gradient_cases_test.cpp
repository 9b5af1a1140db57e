// SPDX-License-Identifier: Apache-2.0
// The table of gradient_law_test.cpp: what is random about each operator.
#include "ops/gradient_cases.h"
#include "ops/fused_options.h"

namespace kvant::ops {
namespace {

/// Numbers of [-1.5, 1.5) for an operand of this shape.
TrialOperand smooth(Random& random, Shape shape, std::int64_t batch) {
  Shape whole = shape;
  std::replace(whole.begin(), whole.end(), unknown_length, batch);
  TrialOperand operand = {.shape = std::move(shape)};
  for (std::int64_t i = element_count(whole); i > 0; --i) operand.numbers.push_back(random.between(-1.5f, 1.5f));
  return operand;
}

/// Each number of -n/2 ... n/2 once in tenths, and 0.05 more: none within a step of another, of 0 or of 6.
TrialOperand apart(Random& random, Shape shape, std::int64_t batch) {
  TrialOperand operand = smooth(random, std::move(shape), batch);
  const auto count = static_cast<std::int64_t>(operand.numbers.size());
  for (std::int64_t i = 0; i < count; ++i)
    operand.numbers[static_cast<std::size_t>(i)] = static_cast<float>(i - count / 2) * 0.1f + 0.05f;
  for (std::size_t i = operand.numbers.size(); i-- > 1;)
    std::swap(operand.numbers[i], operand.numbers[static_cast<std::size_t>(random.whole(0, static_cast<int>(i)))]);
  return operand;
}

TrialOperand constant(std::vector<std::int32_t> integers) {
  const auto count = static_cast<std::int64_t>(integers.size());
  return {.shape = {count}, .integers = std::move(integers)};
}

/// A batch and up to three more axes.
Shape any_shape(Random& random) {
  Shape shape = {unknown_length};
  for (std::int64_t i = random.whole(1, 3); i > 0; --i) shape.push_back(random.whole(1, 4));
  return shape;
}

template <TrialOperand (*fill)(Random&, Shape, std::int64_t)>
GradientTrial of_one(Random& random) {
  GradientTrial trial = {.batch = random.whole(1, 4)};
  trial.operands = {fill(random, any_shape(random), trial.batch)};
  return trial;
}

GradientTrial leaky_relu(Random& random) {
  GradientTrial trial = of_one<apart>(random);
  tflite::LeakyReluOptionsT options;
  options.alpha = random.between(0.0f, 0.5f);
  trial.options = hold_options(options);
  return trial;
}

GradientTrial softmax(Random& random) {
  GradientTrial trial = of_one<smooth>(random);
  tflite::SoftmaxOptionsT options;
  options.beta = random.coin() ? 1.0f : 0.7f;
  trial.options = hold_options(options);
  return trial;
}

/// Two operands of one shape, or one of them repeated along some axes; now and then the batch too.
template <class Options>
GradientTrial of_two(Random& random) {
  GradientTrial trial = {.options = hold_options(Options{}), .batch = random.whole(1, 4)};
  const Shape whole = any_shape(random);
  std::array<Shape, 2> shapes = {whole, whole};
  for (std::size_t axis = 0; axis < whole.size(); ++axis) {
    const std::int64_t which = random.whole(0, 5);  // beyond 1: neither
    if (which < 2) shapes[static_cast<std::size_t>(which)][axis] = 1;
  }
  Shape& shorter = shapes[random.coin() ? 1 : 0];
  while (!shorter.empty() && shorter[0] == 1 && random.coin()) shorter.erase(shorter.begin());
  for (const Shape& shape : shapes) trial.operands.push_back(smooth(random, shape, trial.batch));
  return trial;
}

GradientTrial fully_connected(Random& random) {
  tflite::FullyConnectedOptionsT options;
  options.keep_num_dims = random.coin();
  const std::int64_t inputs = random.whole(1, 9), outputs = random.whole(1, 9);
  Shape x = {unknown_length, inputs};
  if (random.coin()) x.insert(x.begin() + 1, options.keep_num_dims ? 2 : 1);
  GradientTrial trial = {.options = hold_options(std::move(options)), .batch = random.whole(1, 5)};
  trial.operands = {smooth(random, x, trial.batch), smooth(random, {outputs, inputs}, 1)};
  trial.operands.push_back(random.coin() ? smooth(random, {outputs}, 1) : TrialOperand{});
  return trial;
}

tflite::Padding any_padding(Random& random) { return random.coin() ? tflite::Padding::SAME : tflite::Padding::VALID; }

/// Filter, stride and dilation that fit the image also without padding.
template <class Options>
GradientTrial convolution(Random& random, bool depthwise) {
  GradientTrial trial = {.batch = random.whole(1, 3)};
  const std::int64_t channels = random.whole(1, 4), outputs = channels * random.whole(1, 3);
  const std::int64_t rows = random.whole(1, 3), columns = random.whole(1, 3);
  Options options;
  options.padding = any_padding(random);
  options.stride_h = static_cast<std::int32_t>(random.whole(1, 2));
  options.stride_w = depthwise ? options.stride_h : static_cast<std::int32_t>(random.whole(1, 3));
  const std::int64_t dilation = options.stride_h == 1 && options.stride_w == 1 ? random.whole(1, 2) : 1;
  options.dilation_h_factor = options.dilation_w_factor = static_cast<std::int32_t>(dilation);
  const std::int64_t height = (rows - 1) * dilation + random.whole(1, 4);
  const std::int64_t width = (columns - 1) * dilation + random.whole(1, 4);
  if constexpr (requires { options.depth_multiplier; })
    options.depth_multiplier = static_cast<std::int32_t>(outputs / channels);
  trial.options = hold_options(options);
  const std::int64_t grouped = random.coin() ? channels : 1;  // a group for each channel, or one
  const Shape weights =
      depthwise ? Shape{1, rows, columns, outputs} : Shape{outputs, rows, columns, channels / grouped};
  trial.operands = {smooth(random, {unknown_length, height, width, channels}, trial.batch), smooth(random, weights, 1),
                    smooth(random, {outputs}, 1)};
  return trial;
}
GradientTrial conv_2d(Random& random) { return convolution<tflite::Conv2DOptionsT>(random, false); }
GradientTrial depthwise_conv_2d(Random& random) { return convolution<tflite::DepthwiseConv2DOptionsT>(random, true); }

GradientTrial pool_2d(Random& random) {
  GradientTrial trial = {.batch = random.whole(1, 2)};
  tflite::Pool2DOptionsT options;
  options.padding = any_padding(random);
  options.filter_height = static_cast<std::int32_t>(random.whole(1, 3));
  options.filter_width = static_cast<std::int32_t>(random.whole(1, 3));
  options.stride_h = static_cast<std::int32_t>(random.whole(1, 3));
  options.stride_w = static_cast<std::int32_t>(random.whole(1, 3));
  trial.options = hold_options(options);
  const Shape shape = {unknown_length, options.filter_height + random.whole(0, 3),
                       options.filter_width + random.whole(0, 3), random.whole(1, 3)};
  trial.operands = {apart(random, shape, trial.batch)};
  return trial;
}

GradientTrial reduction(Random& random) {
  GradientTrial trial = {.batch = random.whole(1, 3)};
  tflite::ReducerOptionsT options;
  options.keep_dims = random.coin();
  trial.options = hold_options(options);
  const Shape shape = {unknown_length, random.whole(1, 4), random.whole(1, 4), random.whole(1, 3)};
  const std::vector<std::vector<std::int32_t>> choices = {{1, 2}, {2, 1}, {1}, {2}, {-1}, {1, 2, 3}};
  trial.operands = {apart(random, shape, trial.batch), constant(choices[static_cast<std::size_t>(random.whole(0, 5))])};
  return trial;
}

GradientTrial reshape(Random& random) {
  GradientTrial trial = {.batch = random.whole(1, 3)};
  const std::int64_t height = random.whole(1, 4), width = random.whole(1, 4);
  trial.operands = {smooth(random, {unknown_length, height, width}, trial.batch),
                    constant({-1, static_cast<std::int32_t>(height * width)})};
  return trial;
}

GradientTrial pad(Random& random) {
  GradientTrial trial = {.batch = random.whole(1, 3)};
  TrialOperand x = smooth(random, any_shape(random), trial.batch);
  std::vector<std::int32_t> paddings = {0, 0};
  while (paddings.size() < 2 * x.shape.size()) paddings.push_back(static_cast<std::int32_t>(random.whole(0, 2)));
  TrialOperand around = constant(std::move(paddings));
  around.shape = {static_cast<std::int64_t>(x.shape.size()), 2};
  trial.operands = {std::move(x), std::move(around)};
  return trial;
}

GradientTrial concatenation(Random& random) {
  GradientTrial trial = {.batch = random.whole(1, 3)};
  const Shape shape = any_shape(random);
  const std::int64_t axis = random.whole(1, static_cast<std::int64_t>(shape.size()) - 1);
  tflite::ConcatenationOptionsT options;
  options.axis = static_cast<std::int32_t>(random.coin() ? axis : axis - static_cast<std::int64_t>(shape.size()));
  trial.options = hold_options(options);
  for (std::int64_t i = random.whole(1, 4); i > 0; --i) {
    Shape part = shape;
    part[static_cast<std::size_t>(axis)] = random.whole(1, 3);
    trial.operands.push_back(smooth(random, part, trial.batch));
  }
  return trial;
}

/// While training and when frozen or finished, with and without gamma and beta.
GradientTrial batch_normalization(Random& random) {
  GradientTrial trial = {.batch = random.whole(5, 9)};
  trial.training_options = graph::BatchNormalizationOptions{.frozen = random.whole(0, 3) == 0};
  if (random.coin()) trial.training = graph::TrainingState{};
  const std::int64_t channels = random.whole(1, 5);
  Shape shape = {unknown_length, channels};
  if (random.coin()) shape.insert(shape.begin() + 1, {random.whole(1, 3), random.whole(1, 3)});
  trial.operands = {smooth(random, shape, trial.batch)};
  for (int i = 0; i < 2; ++i)
    trial.operands.push_back(random.whole(0, 3) == 0 ? TrialOperand{} : smooth(random, {channels}, 1));
  for (int i = 0; i < 2; ++i) {
    TrialOperand average = smooth(random, {channels}, 1);
    average.asks_gradient = false;
    for (float& number : average.numbers) number = std::abs(number) + 0.3f;
    trial.operands.push_back(std::move(average));
  }
  return trial;
}

GradientTrial dropout(Random& random) {
  GradientTrial trial = of_one<smooth>(random);
  trial.training_options = graph::DropoutOptions{.rate = random.between(0.1f, 0.9f), .stream = 3};
  if (random.coin())
    trial.training = graph::TrainingState{.seed = 5, .step = static_cast<std::uint64_t>(random.whole(0, 99))};
  return trial;
}

constexpr auto cases = std::to_array<GradientCase>({
    {0, "ADD", of_two<tflite::AddOptionsT>},
    {1, "AVERAGE_POOL_2D", pool_2d},
    {2, "CONCATENATION", concatenation},
    {3, "CONV_2D", conv_2d},
    {4, "DEPTHWISE_CONV_2D", depthwise_conv_2d},
    {9, "FULLY_CONNECTED", fully_connected},
    {14, "LOGISTIC", of_one<smooth>},
    {17, "MAX_POOL_2D", pool_2d},
    {18, "MUL", of_two<tflite::MulOptionsT>},
    {19, "RELU", of_one<apart>},
    {21, "RELU6", of_one<apart>},
    {22, "RESHAPE", reshape},
    {25, "SOFTMAX", softmax},
    {28, "TANH", of_one<smooth>},
    {34, "PAD", pad},
    {40, "MEAN", reduction},
    {41, "SUB", of_two<tflite::SubOptionsT>},
    {82, "REDUCE_MAX", reduction},
    {98, "LEAKY_RELU", leaky_relu},
    {graph::batch_normalization_code, "batch normalization", batch_normalization},
    {graph::dropout_code, "dropout", dropout},
});

}  // namespace

std::span<const GradientCase> gradient_cases() { return cases; }

}  // namespace kvant::ops
