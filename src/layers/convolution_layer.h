// SPDX-License-Identifier: Apache-2.0
// What the convolution layers of one and two axes share: kernel, bias, activation, and how they become operators.
#pragma once

#include "layers/initializers.h"
#include "layers/layer.h"
#include "layers/regularizer.h"
#include "layers/window.h"

#include <array>
#include <string>

namespace kvant::layers {

/// A convolution of one axis runs as one of two with a height of 1.
class ConvolutionLayer : public Layer {
 public:
  std::string class_name() const override { return class_name_; }
  graph::TensorId call(graph::Graph& graph, std::span<const graph::TensorId> inputs, Mode mode) const override;

 protected:
  /// axes: 1 or 2. depthwise: each input channel has filters of its own.
  ConvolutionLayer(const char* class_name, const Config& config, std::int64_t axes, bool depthwise);

 private:
  void make_variables(const Shape& input_shape, SeedSource& seeds) override;
  void write_config(Config& config) const override;
  graph::TensorId append_convolution(graph::Graph& graph, graph::TensorId input) const;
  std::string tensor_name() const;

  const char* class_name_;
  std::int64_t axes_;
  bool depthwise_;
  Window window_;
  std::int64_t filters_ = 0;  ///< depthwise: of each input channel
  std::int64_t groups_ = 1;
  std::string activation_;
  bool use_bias_ = true;
  Initializer kernel_initializer_, bias_initializer_;
  Regularizer kernel_regularizer_, bias_regularizer_;
};

/// Keys of the configs of Conv1D and Conv2D, and of their depthwise forms.
inline constexpr std::array<std::string_view, 13> convolution_keys = {
    "filters",         "kernel_size",        "strides",          "padding",
    "data_format",     "dilation_rate",      "groups",           "activation",
    "use_bias",        "kernel_initializer", "bias_initializer", "kernel_regularizer",
    "bias_regularizer"};
inline constexpr std::array<std::string_view, 12> depthwise_keys = {"depth_multiplier",
                                                                    "kernel_size",
                                                                    "strides",
                                                                    "padding",
                                                                    "data_format",
                                                                    "dilation_rate",
                                                                    "activation",
                                                                    "use_bias",
                                                                    "depthwise_initializer",
                                                                    "bias_initializer",
                                                                    "depthwise_regularizer",
                                                                    "bias_regularizer"};

}  // namespace kvant::layers
