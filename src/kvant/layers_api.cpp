// SPDX-License-Identifier: Apache-2.0
// kvant::Layer and its kinds: each writes Keras' config, from which the room layers/ makes the layer.
#include <kvant/layers.h>

#include "kvant/random_seed.h"
#include "layers/layer_registry.h"
#include "layers/normalization_layer.h"
#include "layers/regularizer.h"
#include "layers/symbolic_tensor.h"

#include <kvant/types/error.h>

#include <utility>

namespace kvant {
namespace {

using layers::Config;
using layers::ConfigEntry;
using layers::ConfigValue;

Shape with_open_batch(const Shape& sample) {
  Shape shape = {unknown_length};
  shape.insert(shape.end(), sample.begin(), sample.end());
  return shape;
}

ConfigValue value_of(Size2D size) { return Shape{size.height, size.width}; }
ConfigValue value_of(Regularizer regularizer) { return layers::Regularizer{regularizer.l1, regularizer.l2}.config(); }
ConfigValue value_of(const std::vector<double>& numbers) {
  if (numbers.empty()) return {};
  layers::ConfigList list;
  for (const double number : numbers) list.items.push_back({"", number});
  return list;
}

std::shared_ptr<layers::Layer> make(const std::string& class_name, const std::string& name,
                                    std::vector<ConfigEntry> entries, bool trainable = true) {
  entries.push_back({"trainable", trainable});
  if (!name.empty()) entries.push_back({"name", name});
  return layers::make_layer(Config("keras.layers", class_name, std::move(entries)));
}

/// What Conv1D and Conv2D share.
template <class Options>
std::vector<ConfigEntry> convolution(std::int64_t filters, const Options& options) {
  return {{"filters", filters},
          {"padding", options.padding},
          {"groups", options.groups},
          {"activation", options.activation},
          {"use_bias", options.use_bias},
          {"kernel_initializer", options.kernel_initializer},
          {"bias_initializer", options.bias_initializer},
          {"kernel_regularizer", value_of(options.kernel_regularizer)},
          {"bias_regularizer", value_of(options.bias_regularizer)}};
}
template <class Options>
std::vector<ConfigEntry> depthwise(const Options& options) {
  return {{"depth_multiplier", options.depth_multiplier},
          {"padding", options.padding},
          {"activation", options.activation},
          {"use_bias", options.use_bias},
          {"depthwise_initializer", options.depthwise_initializer},
          {"bias_initializer", options.bias_initializer},
          {"depthwise_regularizer", value_of(options.depthwise_regularizer)},
          {"bias_regularizer", value_of(options.bias_regularizer)}};
}
std::vector<ConfigEntry> window(std::vector<ConfigEntry> entries, ConfigValue size, ConfigValue strides,
                                ConfigValue dilation) {
  entries.push_back({"kernel_size", std::move(size)});
  entries.push_back({"strides", std::move(strides)});
  entries.push_back({"dilation_rate", std::move(dilation)});
  return entries;
}

std::vector<ConfigEntry> pooling(Size2D size, const Pooling2DOptions& options) {
  std::vector<ConfigEntry> entries = {{"pool_size", value_of(size)}, {"padding", options.padding}};
  if (options.strides.height != 0) entries.push_back({"strides", value_of(options.strides)});
  return entries;
}

KerasTensor call(const std::shared_ptr<layers::Layer>& layer, const std::vector<KerasTensor>& inputs) {
  std::vector<layers::SymbolicTensorPointer> pointers;
  for (const KerasTensor& input : inputs) pointers.push_back(input.implementation());
  return KerasTensor(layers::call_layer(layer, std::move(pointers), seed_source()));
}

}  // namespace

const Shape& KerasTensor::shape() const { return tensor_->shape; }

Layer::Layer(std::shared_ptr<layers::Layer> layer, Shape input_shape)
    : layer_(std::move(layer)), input_shape_(std::move(input_shape)) {}

KerasTensor Layer::operator()(const KerasTensor& input) const { return call(layer_, {input}); }
KerasTensor Layer::operator()(const std::vector<KerasTensor>& inputs) const { return call(layer_, inputs); }

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
    : Layer(make("InputLayer", name, {{"batch_shape", with_open_batch(shape)}}), shape),
      tensor_(layers::call_layer(implementation(), {}, seed_source())) {}
Input::operator KerasTensor() const { return KerasTensor(tensor_); }

Dense::Dense(std::int64_t units, const DenseOptions& o)
    : Layer(make("Dense", o.name,
                 {{"units", units},
                  {"activation", o.activation},
                  {"use_bias", o.use_bias},
                  {"kernel_initializer", o.kernel_initializer},
                  {"bias_initializer", o.bias_initializer},
                  {"kernel_regularizer", value_of(o.kernel_regularizer)},
                  {"bias_regularizer", value_of(o.bias_regularizer)}},
                 o.trainable),
            o.input_shape) {}

Conv2D::Conv2D(std::int64_t filters, Size2D kernel_size, const Conv2DOptions& o)
    : Layer(make("Conv2D", o.name,
                 window(convolution(filters, o), value_of(kernel_size), value_of(o.strides), value_of(o.dilation_rate)),
                 o.trainable),
            o.input_shape) {}
DepthwiseConv2D::DepthwiseConv2D(Size2D kernel_size, const DepthwiseConv2DOptions& o)
    : Layer(make("DepthwiseConv2D", o.name,
                 window(depthwise(o), value_of(kernel_size), value_of(o.strides), value_of(o.dilation_rate)),
                 o.trainable),
            o.input_shape) {}
Conv1D::Conv1D(std::int64_t filters, std::int64_t kernel_size, const Conv1DOptions& o)
    : Layer(
          make("Conv1D", o.name, window(convolution(filters, o), kernel_size, o.strides, o.dilation_rate), o.trainable),
          o.input_shape) {}
DepthwiseConv1D::DepthwiseConv1D(std::int64_t kernel_size, const DepthwiseConv1DOptions& o)
    : Layer(make("DepthwiseConv1D", o.name, window(depthwise(o), kernel_size, o.strides, o.dilation_rate), o.trainable),
            o.input_shape) {}

AveragePooling2D::AveragePooling2D(Size2D pool_size, const Pooling2DOptions& o)
    : Layer(make("AveragePooling2D", o.name, pooling(pool_size, o)), o.input_shape) {}
MaxPooling2D::MaxPooling2D(Size2D pool_size, const Pooling2DOptions& o)
    : Layer(make("MaxPooling2D", o.name, pooling(pool_size, o)), o.input_shape) {}
GlobalAveragePooling2D::GlobalAveragePooling2D(bool keepdims, const std::string& name)
    : Layer(make("GlobalAveragePooling2D", name, {{"keepdims", keepdims}})) {}
GlobalMaxPooling2D::GlobalMaxPooling2D(bool keepdims, const std::string& name)
    : Layer(make("GlobalMaxPooling2D", name, {{"keepdims", keepdims}})) {}

BatchNormalization::BatchNormalization(const BatchNormalizationOptions& o)
    : Layer(make("BatchNormalization", o.name,
                 {{"momentum", o.momentum},
                  {"epsilon", o.epsilon},
                  {"center", o.center},
                  {"scale", o.scale},
                  {"beta_initializer", o.beta_initializer},
                  {"gamma_initializer", o.gamma_initializer},
                  {"beta_regularizer", value_of(o.beta_regularizer)},
                  {"gamma_regularizer", value_of(o.gamma_regularizer)}},
                 o.trainable),
            o.input_shape) {}
Dropout::Dropout(double rate, const std::string& name) : Layer(make("Dropout", name, {{"rate", rate}})) {}

Flatten::Flatten(const std::string& name) : Layer(make("Flatten", name, {})) {}
Reshape::Reshape(const Shape& target_shape, const std::string& name)
    : Layer(make("Reshape", name, {{"target_shape", target_shape}})) {}
Add::Add(const std::string& name) : Layer(make("Add", name, {})) {}
Concatenate::Concatenate(std::int64_t axis, const std::string& name)
    : Layer(make("Concatenate", name, {{"axis", axis}})) {}
ZeroPadding2D::ZeroPadding2D(Padding2D padding, const std::string& name)
    : Layer(make("ZeroPadding2D", name,
                 {{"padding", layers::ConfigList({{"", Shape{padding.top, padding.bottom}},
                                                  {"", Shape{padding.left, padding.right}}})}})) {}

Rescaling::Rescaling(double scale, const RescalingOptions& o)
    : Layer(make("Rescaling", o.name, {{"scale", scale}, {"offset", o.offset}}), o.input_shape) {}
Normalization::Normalization(const NormalizationOptions& o)
    : Layer(make("Normalization", o.name, {{"mean", value_of(o.mean)}, {"variance", value_of(o.variance)}}),
            o.input_shape) {}
void Normalization::adapt(const Array& samples) {
  auto& layer = static_cast<layers::NormalizationLayer&>(*implementation());
  if (!layer.built()) {
    Shape shape = samples.shape();
    if (!shape.empty()) shape[0] = unknown_length;
    layer.build({shape}, seed_source());
  }
  layer.adapt(samples);
}

Activation::Activation(const std::string& activation, const std::string& name)
    : Layer(make("Activation", name, {{"activation", activation}})) {}
ReLU::ReLU(const ReLUOptions& o)
    : Layer(make("ReLU", o.name,
                 {{"max_value", o.max_value == 0.0 ? ConfigValue() : ConfigValue(o.max_value)},
                  {"negative_slope", o.negative_slope}})) {}
LeakyReLU::LeakyReLU(double negative_slope, const std::string& name)
    : Layer(make("LeakyReLU", name, {{"negative_slope", negative_slope}})) {}
Softmax::Softmax(const std::string& name) : Layer(make("Softmax", name, {})) {}

}  // namespace kvant
