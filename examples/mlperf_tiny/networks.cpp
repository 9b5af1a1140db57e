// SPDX-License-Identifier: Apache-2.0
// The five networks of MLPerf Tiny in kvant's words.
#include "networks.h"

namespace mlperf_tiny {

using namespace kvant;

namespace {

KerasTensor normalized_relu(const KerasTensor& x) { return Activation("relu")(BatchNormalization()(x)); }

KerasTensor pooled_softmax(KerasTensor x, Size2D pool, std::int64_t classes) {
  x = Flatten()(AveragePooling2D(pool)(x));
  return Dense(classes, {.activation = "softmax"})(x);
}

/// A filter for each channel, then one that mixes the channels.
KerasTensor separable_block(KerasTensor x, std::int64_t stride, std::int64_t filters, const std::string& initializer) {
  x = normalized_relu(DepthwiseConv2D(3, {.strides = static_cast<int>(stride),
                                          .padding = "same",
                                          .depthwise_initializer = initializer,
                                          .depthwise_regularizer = L2(1e-4)})(x));
  return normalized_relu(
      Conv2D(filters, 1, {.padding = "same", .kernel_initializer = initializer, .kernel_regularizer = L2(1e-4)})(x));
}

KerasTensor residual_convolution(const KerasTensor& x, std::int64_t filters, Size2D kernel, int stride) {
  return Conv2D(
      filters, kernel,
      {.strides = stride, .padding = "same", .kernel_initializer = "he_normal", .kernel_regularizer = L2(1e-4)})(x);
}

/// Two convolutions beside a way around them.
KerasTensor residual_stack(const KerasTensor& x, std::int64_t filters, int stride) {
  KerasTensor y = normalized_relu(residual_convolution(x, filters, 3, stride));
  y = BatchNormalization()(residual_convolution(y, filters, 3, 1));
  const KerasTensor shortcut = stride == 1 ? x : residual_convolution(x, filters, 1, stride);
  return Activation("relu")(Add()({shortcut, y}));
}

/// A filter in time for each channel, then one that mixes the channels.
KerasTensor time_block(KerasTensor x, std::int64_t steps, std::int64_t filters) {
  x = DepthwiseConv2D({steps, 1}, {.use_bias = false, .depthwise_regularizer = L2(1e-3)})(x);
  x = Conv2D(filters, 1, {.use_bias = false, .kernel_regularizer = L2(1e-3)})(x);
  return Dropout(0.2)(normalized_relu(x));
}

}  // namespace

Model keyword_spotting() {
  const Input spectrogram({49, 10, 1});
  KerasTensor x = Conv2D(64, {10, 4}, {.strides = 2, .padding = "same", .kernel_regularizer = L2(1e-4)})(spectrogram);
  x = Dropout(0.2)(normalized_relu(x));
  for (int block = 0; block < 4; ++block) x = separable_block(x, 1, 64, "glorot_uniform");
  return {spectrogram, pooled_softmax(Dropout(0.4)(x), {25, 5}, 12), "kws"};
}

Model image_classification() {
  const Input picture({32, 32, 3});
  KerasTensor x = normalized_relu(residual_convolution(picture, 16, 3, 1));
  x = residual_stack(x, 16, 1);
  x = residual_stack(x, 32, 2);
  x = residual_stack(x, 64, 2);
  return {picture, pooled_softmax(x, 8, 10), "ic"};
}

Model visual_wake_words() {
  struct Block {
    int stride;
    int filters;
  };
  constexpr Block blocks[] = {{1, 16},  {2, 32},  {1, 32},  {2, 64},  {1, 64},  {2, 128}, {1, 128},
                              {1, 128}, {1, 128}, {1, 128}, {1, 128}, {2, 256}, {1, 256}};
  const Input picture({96, 96, 3});
  KerasTensor x = normalized_relu(residual_convolution(picture, 8, 3, 2));
  for (const Block& block : blocks) x = separable_block(x, block.stride, block.filters, "he_normal");
  return {picture, pooled_softmax(x, 3, 2), "vww"};
}

Model anomaly_detection() {
  const Input spectrum({640});
  KerasTensor x = spectrum;
  for (const int units : {128, 128, 128, 128, 8, 128, 128, 128, 128}) x = normalized_relu(Dense(units)(x));
  return {spectrum, Dense(640)(x), "ad"};
}

Model streaming_wake_word() {
  const Input features({30, 1, 40});
  KerasTensor x = time_block(features, 3, 128);
  x = time_block(x, 5, 128);
  x = time_block(x, 10, 128);
  x = time_block(x, 15, 32);
  return {features, Dense(3, {.activation = "softmax"})(Flatten()(x)), "sww"};
}

const std::vector<Network>& networks() {
  static const std::vector<Network> all = {{"kws", keyword_spotting, "sparse_categorical_crossentropy", 100},
                                           {"ic", image_classification, "categorical_crossentropy", 32},
                                           {"vww", visual_wake_words, "categorical_crossentropy", 50},
                                           {"ad", anomaly_detection, "mse", 512},
                                           {"sww", streaming_wake_word, "categorical_crossentropy", 100}};
  return all;
}

}  // namespace mlperf_tiny
