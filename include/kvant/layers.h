// SPDX-License-Identifier: Apache-2.0
// Layers, in Keras' words and with Keras' defaults.
//
//   kvant::Sequential({kvant::Dense(16, {.activation = "relu", .input_shape = {1}}), kvant::Dense(1)})
//
// or called with what enters them, for a kvant::Model:
//
//   kvant::Input inputs({28, 28, 1});
//   auto x = kvant::Conv2D(8, 3, {.padding = "same"})(inputs);
//   auto y = kvant::Add()({x, kvant::BatchNormalization()(x)});
#pragma once

#include <kvant/types/array.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace kvant {

namespace layers {
class Layer;
struct SymbolicTensor;
}  // namespace layers

/// What comes out of a layer, before there are numbers: Keras' KerasTensor.
class KerasTensor {
 public:
  explicit KerasTensor(std::shared_ptr<const layers::SymbolicTensor> tensor) : tensor_(std::move(tensor)) {}

  /// (None, 28, 28, 8)
  const Shape& shape() const;

  const std::shared_ptr<const layers::SymbolicTensor>& implementation() const { return tensor_; }

 private:
  std::shared_ptr<const layers::SymbolicTensor> tensor_;
};

/// A layer; copies are the same layer and share its weights.
class Layer {
 public:
  explicit Layer(std::shared_ptr<layers::Layer> layer, Shape input_shape = {});

  /// What comes out when this goes in. The layer gets its weights at the first call; further calls share them.
  /// Throws Error when shapes do not fit the layer.
  KerasTensor operator()(const KerasTensor& input) const;
  KerasTensor operator()(const std::vector<KerasTensor>& inputs) const;

  /// Given, or made as Keras does when the layer joins a model: dense, dense_1, ...
  const std::string& name() const;
  /// Keras': "Dense".
  std::string class_name() const;
  bool trainable() const;
  /// Counts from the next compile().
  void set_trainable(bool trainable);
  /// Numbers in all weights; 0 before the layer is built.
  std::int64_t count_params() const;
  /// In Keras' order and layout: kernel [inputs, units], bias [units].
  std::vector<Array> get_weights() const;
  /// Throws Error when number or shapes differ from get_weights().
  void set_weights(const std::vector<Array>& weights);

  const std::shared_ptr<layers::Layer>& implementation() const { return layer_; }
  /// Shape of one sample when the layer says it; else empty.
  const Shape& input_shape() const { return input_shape_; }

 private:
  std::shared_ptr<layers::Layer> layer_;
  Shape input_shape_;
};

/// Where samples enter. shape: of one sample, without the batch.
class Input : public Layer {
 public:
  explicit Input(const Shape& shape, const std::string& name = {});

  operator KerasTensor() const;

 private:
  std::shared_ptr<const layers::SymbolicTensor> tensor_;
};

/// One number for height and width, or one for each.
struct Size2D {
  Size2D(int both) : height(both), width(both) {}
  Size2D(std::int64_t given_height, std::int64_t given_width) : height(given_height), width(given_width) {}

  std::int64_t height, width;
};

/// Adds l1 * sum |w| + l2 * sum w^2 to the loss.
struct Regularizer {
  double l1 = 0.0;
  double l2 = 0.0;
};
struct L1 : Regularizer {
  explicit L1(double share = 0.01) : Regularizer{share, 0.0} {}
};
struct L2 : Regularizer {
  explicit L2(double share = 0.01) : Regularizer{0.0, share} {}
};
struct L1L2 : Regularizer {
  explicit L1L2(double l1_share = 0.01, double l2_share = 0.01) : Regularizer{l1_share, l2_share} {}
};

/// Names of activations: linear, relu, relu6, leaky_relu, sigmoid, tanh, softmax. Names of initializers:
/// glorot_uniform, glorot_normal, he_uniform, he_normal, lecun_uniform, lecun_normal, random_uniform, random_normal,
/// truncated_normal, zeros, ones. All options: input_shape of one sample, for the first layer instead of an Input; an
/// empty name is made as Keras does.
struct DenseOptions {
  std::string activation = "linear";
  bool use_bias = true;
  std::string kernel_initializer = "glorot_uniform";
  std::string bias_initializer = "zeros";
  Regularizer kernel_regularizer = {};
  Regularizer bias_regularizer = {};
  Shape input_shape = {};
  std::string name = {};
  bool trainable = true;
};

/// activation(x kernel + bias). Throws Error for units below 1; a usage Error for an unknown name.
class Dense : public Layer {
 public:
  explicit Dense(std::int64_t units, const DenseOptions& options = {});
};

struct Conv2DOptions {
  Size2D strides = 1;
  std::string padding = "valid";  ///< or "same"
  Size2D dilation_rate = 1;
  std::int64_t groups = 1;
  std::string activation = "linear";
  bool use_bias = true;
  std::string kernel_initializer = "glorot_uniform";
  std::string bias_initializer = "zeros";
  Regularizer kernel_regularizer = {};
  Regularizer bias_regularizer = {};
  Shape input_shape = {};
  std::string name = {};
  bool trainable = true;
};

/// Filters over height and width, each over all channels (of its group). Samples [height, width, channels]; kernel
/// [kernel height, kernel width, channels / groups, filters], bias [filters].
class Conv2D : public Layer {
 public:
  Conv2D(std::int64_t filters, Size2D kernel_size, const Conv2DOptions& options = {});
};

struct DepthwiseConv2DOptions {
  Size2D strides = 1;
  std::string padding = "valid";
  std::int64_t depth_multiplier = 1;
  Size2D dilation_rate = 1;
  std::string activation = "linear";
  bool use_bias = true;
  std::string depthwise_initializer = "glorot_uniform";
  std::string bias_initializer = "zeros";
  Regularizer depthwise_regularizer = {};
  Regularizer bias_regularizer = {};
  Shape input_shape = {};
  std::string name = {};
  bool trainable = true;
};

/// depth_multiplier filters for each channel, over that channel alone. Kernel [kernel height, kernel width, channels,
/// depth_multiplier], bias [channels * depth_multiplier].
class DepthwiseConv2D : public Layer {
 public:
  explicit DepthwiseConv2D(Size2D kernel_size, const DepthwiseConv2DOptions& options = {});
};

struct Conv1DOptions {
  std::int64_t strides = 1;
  std::string padding = "valid";
  std::int64_t dilation_rate = 1;
  std::int64_t groups = 1;
  std::string activation = "linear";
  bool use_bias = true;
  std::string kernel_initializer = "glorot_uniform";
  std::string bias_initializer = "zeros";
  Regularizer kernel_regularizer = {};
  Regularizer bias_regularizer = {};
  Shape input_shape = {};
  std::string name = {};
  bool trainable = true;
};

/// Filters over steps. Samples [steps, channels]; kernel [kernel size, channels / groups, filters].
class Conv1D : public Layer {
 public:
  Conv1D(std::int64_t filters, std::int64_t kernel_size, const Conv1DOptions& options = {});
};

struct DepthwiseConv1DOptions {
  std::int64_t strides = 1;
  std::string padding = "valid";
  std::int64_t depth_multiplier = 1;
  std::int64_t dilation_rate = 1;
  std::string activation = "linear";
  bool use_bias = true;
  std::string depthwise_initializer = "glorot_uniform";
  std::string bias_initializer = "zeros";
  Regularizer depthwise_regularizer = {};
  Regularizer bias_regularizer = {};
  Shape input_shape = {};
  std::string name = {};
  bool trainable = true;
};

class DepthwiseConv1D : public Layer {
 public:
  explicit DepthwiseConv1D(std::int64_t kernel_size, const DepthwiseConv1DOptions& options = {});
};

struct Pooling2DOptions {
  Size2D strides = 0;  ///< 0: as large as the pool
  std::string padding = "valid";
  Shape input_shape = {};
  std::string name = {};
};

class AveragePooling2D : public Layer {
 public:
  explicit AveragePooling2D(Size2D pool_size = 2, const Pooling2DOptions& options = {});
};
class MaxPooling2D : public Layer {
 public:
  explicit MaxPooling2D(Size2D pool_size = 2, const Pooling2DOptions& options = {});
};

/// The mean, or the largest number, over all places: [channels] from [height, width, channels]; with keepdims
/// [1, 1, channels].
class GlobalAveragePooling2D : public Layer {
 public:
  explicit GlobalAveragePooling2D(bool keepdims = false, const std::string& name = {});
};
class GlobalMaxPooling2D : public Layer {
 public:
  explicit GlobalMaxPooling2D(bool keepdims = false, const std::string& name = {});
};

struct BatchNormalizationOptions {
  double momentum = 0.99;  ///< how slowly the moving mean and variance follow
  double epsilon = 1e-3;
  bool center = true;  ///< has a beta
  bool scale = true;   ///< has a gamma
  std::string beta_initializer = "zeros";
  std::string gamma_initializer = "ones";
  Regularizer beta_regularizer = {};
  Regularizer gamma_regularizer = {};
  Shape input_shape = {};
  std::string name = {};
  bool trainable = true;  ///< false: also while training by the moving mean and variance
};

/// Each channel (the last axis) to mean beta and deviation gamma. Weights: gamma, beta, moving mean, moving variance.
class BatchNormalization : public Layer {
 public:
  explicit BatchNormalization(const BatchNormalizationOptions& options = {});
};

/// While training, a share "rate" of the numbers becomes 0, and the others grow by 1 / (1 - rate).
class Dropout : public Layer {
 public:
  explicit Dropout(double rate, const std::string& name = {});
};

class Flatten : public Layer {
 public:
  explicit Flatten(const std::string& name = {});
};
/// target_shape: of one sample; one length may be -1.
class Reshape : public Layer {
 public:
  explicit Reshape(const Shape& target_shape, const std::string& name = {});
};

/// The sum of two or more inputs of one shape.
class Add : public Layer {
 public:
  explicit Add(const std::string& name = {});
};
/// Inputs that differ only along the axis, side by side.
class Concatenate : public Layer {
 public:
  explicit Concatenate(std::int64_t axis = -1, const std::string& name = {});
};

/// Rows above and below, columns left and right.
struct Padding2D {
  Padding2D(int all) : top(all), bottom(all), left(all), right(all) {}
  Padding2D(std::int64_t height, std::int64_t width) : top(height), bottom(height), left(width), right(width) {}
  Padding2D(std::int64_t given_top, std::int64_t given_bottom, std::int64_t given_left, std::int64_t given_right)
      : top(given_top), bottom(given_bottom), left(given_left), right(given_right) {}

  std::int64_t top, bottom, left, right;
};
class ZeroPadding2D : public Layer {
 public:
  explicit ZeroPadding2D(Padding2D padding = 1, const std::string& name = {});
};

struct RescalingOptions {
  double offset = 0.0;
  Shape input_shape = {};
  std::string name = {};
};
/// x * scale + offset: a model that takes raw pixels begins with Rescaling(1.0 / 255).
class Rescaling : public Layer {
 public:
  explicit Rescaling(double scale, const RescalingOptions& options = {});
};

struct NormalizationOptions {
  std::vector<double> mean = {};      ///< one, or one per channel; empty: adapt() finds it
  std::vector<double> variance = {};  ///< likewise
  Shape input_shape = {};
  std::string name = {};
};
/// (x - mean) / sqrt(variance), by channel.
class Normalization : public Layer {
 public:
  explicit Normalization(const NormalizationOptions& options = {});
  /// Takes mean and variance from samples, batch first.
  void adapt(const Array& samples);
};

/// An activation as a layer of its own.
class Activation : public Layer {
 public:
  explicit Activation(const std::string& activation, const std::string& name = {});
};

struct ReLUOptions {
  double max_value = 0.0;  ///< 6, or 0 for none
  double negative_slope = 0.0;
  std::string name = {};
};
class ReLU : public Layer {
 public:
  explicit ReLU(const ReLUOptions& options = {});
};
/// x for x > 0, else negative_slope * x.
class LeakyReLU : public Layer {
 public:
  explicit LeakyReLU(double negative_slope = 0.3, const std::string& name = {});
};
class Softmax : public Layer {
 public:
  explicit Softmax(const std::string& name = {});
};

}  // namespace kvant
