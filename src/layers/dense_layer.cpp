// SPDX-License-Identifier: Apache-2.0
// The Dense layer: activation(x kernel + bias), as FULLY_CONNECTED.
#include "layers/dense_layer.h"

#include "kvant_schema/tflite_options_generated.h"
#include "layers/activations.h"

#include <kvant/types/error.h>

namespace kvant::layers {
namespace {

constexpr std::int32_t fully_connected = 9;
constexpr const char* unsupported_keys[] = {"kernel_regularizer", "bias_regularizer", "activity_regularizer",
                                            "kernel_constraint",  "bias_constraint",  "lora_rank",
                                            "quantization_config"};

std::shared_ptr<const tflite::BuiltinOptionsUnion> plain_options() {
  auto options = std::make_shared<tflite::BuiltinOptionsUnion>();
  options->Set(tflite::FullyConnectedOptionsT{});
  return options;
}

}  // namespace

DenseLayer::DenseLayer(Settings settings) : settings_(std::move(settings)) { check_settings(); }

DenseLayer::DenseLayer(const Config& config) {
  read_common(config);
  for (const char* key : unsupported_keys) {
    if (is_given(config, key)) throw Error(where(), std::string(key) + " is not supported");
  }
  if (!is_given(config, "units")) throw Error(where(), "units is missing");
  settings_.units = read_integer(config, "units", 0, where());
  settings_.activation = read_activation(config, where());
  settings_.use_bias = read_bool(config, "use_bias", true, where());
  settings_.kernel_initializer = make_initializer(find(config, "kernel_initializer"), "glorot_uniform", where());
  settings_.bias_initializer = make_initializer(find(config, "bias_initializer"), "zeros", where());
  check_settings();
}

void DenseLayer::check_settings() const {
  if (settings_.units < 1 || settings_.units > INT32_MAX) {
    throw Error(where(), "units must be a whole number from 1 to 2147483647", std::to_string(settings_.units));
  }
  check_activation(settings_.activation, where());
}

void DenseLayer::make_variables(const Shape& input_shape, SeedSource& seeds) {
  if (input_shape.size() != 2 || input_shape[1] < 1) {
    throw Error(where(), "Dense takes inputs of shape (batch, features)", to_string(input_shape));
  }
  const std::int64_t features = input_shape[1];
  element_count({features, settings_.units});
  const Array kernel = settings_.kernel_initializer.draw({features, settings_.units}, seeds);
  add_variable("kernel", {settings_.units, features}, {1, 0}).set_keras_value(kernel);
  if (!settings_.use_bias) return;
  const Array bias = settings_.bias_initializer.draw({settings_.units}, seeds);
  add_variable("bias", {settings_.units}, {}).set_keras_value(bias);
}

graph::TensorId DenseLayer::call(graph::Graph& graph, std::span<const graph::TensorId> inputs, Mode) const {
  graph::Node node;
  node.code = fully_connected;
  node.options = plain_options();
  node.layer = name();
  node.inputs = {inputs[0], add_to_graph(graph, variables()[0])};
  node.inputs.push_back(settings_.use_bias ? add_to_graph(graph, variables()[1]) : graph::no_tensor);
  const std::string tensor_name = name() + (settings_.use_bias ? "/BiasAdd" : "/MatMul");
  const graph::TensorId sum = append_node(graph, std::move(node), tensor_name);
  return append_activation(graph, sum, settings_.activation, name());
}

void DenseLayer::write_config(Config& config) const {
  const std::vector<ConfigEntry> own = {
      {"units", settings_.units},
      {"activation", settings_.activation},
      {"use_bias", settings_.use_bias},
      {"kernel_initializer", settings_.kernel_initializer.config()},
      {"bias_initializer", settings_.bias_initializer.config()},
      {"kernel_regularizer", {}},
      {"bias_regularizer", {}},
      {"kernel_constraint", {}},
      {"bias_constraint", {}},
  };
  config.entries.insert(config.entries.end(), own.begin(), own.end());
}

}  // namespace kvant::layers
