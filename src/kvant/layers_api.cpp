// SPDX-License-Identifier: Apache-2.0
// kvant::Layer and its kinds over the layers of the room layers/.
#include <kvant/layers.h>

#include "layers/activation_layer.h"
#include "layers/activations.h"
#include "layers/dense_layer.h"
#include "layers/input_layer.h"

#include <kvant/types/error.h>

#include <utility>

namespace kvant {
namespace {

std::shared_ptr<layers::Layer> named(std::shared_ptr<layers::Layer> layer, const std::string& name) {
  if (!name.empty()) layer->set_name(name);
  return layer;
}

Shape with_open_batch(const Shape& sample) {
  Shape shape = {unknown_length};
  shape.insert(shape.end(), sample.begin(), sample.end());
  return shape;
}

std::shared_ptr<layers::Layer> make_dense(std::int64_t units, const DenseOptions& options) {
  const std::string where = options.name.empty() ? "Dense" : options.name;
  layers::check_activation(options.activation, where);
  auto dense = std::make_shared<layers::DenseLayer>(
      layers::DenseLayer::Settings{.units = units,
                                   .activation = options.activation,
                                   .use_bias = options.use_bias,
                                   .kernel_initializer = layers::make_initializer(options.kernel_initializer, where),
                                   .bias_initializer = layers::make_initializer(options.bias_initializer, where)});
  dense->set_trainable(options.trainable);
  return named(std::move(dense), options.name);
}

}  // namespace

Layer::Layer(std::shared_ptr<layers::Layer> layer, Shape input_shape)
    : layer_(std::move(layer)), input_shape_(std::move(input_shape)) {}

const std::string& Layer::name() const { return layer_->name(); }
std::string Layer::class_name() const { return layer_->class_name(); }
bool Layer::trainable() const { return layer_->trainable(); }
void Layer::set_trainable(bool trainable) { layer_->set_trainable(trainable); }
std::int64_t Layer::count_params() const { return layer_->parameter_count(); }

std::vector<Array> Layer::get_weights() const {
  std::vector<Array> weights;
  for (const layers::Variable& variable : std::as_const(*layer_).variables()) weights.push_back(variable.keras_value());
  return weights;
}

void Layer::set_weights(const std::vector<Array>& weights) {
  auto& variables = layer_->variables();
  if (weights.size() != variables.size()) {
    throw Error(name(), "has " + std::to_string(variables.size()) + " weights", std::to_string(weights.size()));
  }
  for (std::size_t i = 0; i < weights.size(); ++i) variables[i].set_keras_value(weights[i]);
}

Input::Input(const Shape& shape, const std::string& name)
    : Layer(named(std::make_shared<layers::InputLayer>(with_open_batch(shape)), name), shape) {}

Dense::Dense(std::int64_t units, const DenseOptions& options)
    : Layer(make_dense(units, options), options.input_shape) {}

Activation::Activation(const std::string& activation, const std::string& name)
    : Layer(named(std::make_shared<layers::ActivationLayer>(activation), name)) {}

}  // namespace kvant
