// SPDX-License-Identifier: Apache-2.0
// Layers, in Keras' words and with Keras' defaults.
#pragma once

#include <kvant/types/array.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace kvant {

namespace layers {
class Layer;
}

/// A layer; copies are the same layer and share its weights.
class Layer {
 public:
  explicit Layer(std::shared_ptr<layers::Layer> layer, Shape input_shape = {});

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
};

struct DenseOptions {
  std::string activation = "linear";  ///< linear, relu, relu6
  bool use_bias = true;
  /// glorot_uniform, glorot_normal, he_uniform, he_normal, lecun_uniform, lecun_normal, random_uniform, random_normal,
  /// truncated_normal, zeros, ones
  std::string kernel_initializer = "glorot_uniform";
  std::string bias_initializer = "zeros";
  Shape input_shape = {};  ///< of one sample; for the first layer, instead of an Input
  std::string name = {};   ///< empty: made as Keras does
  bool trainable = true;
};

/// activation(x kernel + bias). Throws Error for units below 1; a usage Error for an unknown name.
class Dense : public Layer {
 public:
  explicit Dense(std::int64_t units, const DenseOptions& options = {});
};

/// An activation as a layer of its own.
class Activation : public Layer {
 public:
  explicit Activation(const std::string& activation, const std::string& name = {});
};

}  // namespace kvant
