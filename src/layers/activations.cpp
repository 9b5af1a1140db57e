// SPDX-License-Identifier: Apache-2.0
// The table of activations.
#include "layers/activations.h"

#include "layers/did_you_mean.h"
#include "layers/layer.h"
#include "ops/builtin_codes.h"
#include "ops/options.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

namespace kvant::layers {
namespace {

constexpr double default_leak = 0.2;  // of keras.activations.leaky_relu

struct Known {
  std::string_view name;
  std::int32_t code;  ///< of the operator; -1: none is needed
  const char* tensor_name;
};

constexpr std::array known_activations = {
    Known{"linear", -1, ""},
    Known{"relu", ops::relu_code, "Relu"},
    Known{"relu6", ops::relu6_code, "Relu6"},
    Known{"leaky_relu", ops::leaky_relu_code, "LeakyRelu"},
    Known{"sigmoid", ops::logistic_code, "Sigmoid"},
    Known{"tanh", ops::tanh_code, "Tanh"},
    Known{"softmax", ops::softmax_code, "Softmax"},
};

const Known& find_known(std::string_view name, const std::string& where) {
  for (const Known& known : known_activations) {
    if (name == known.name) return known;
  }
  std::array<std::string_view, known_activations.size()> names;
  std::transform(known_activations.begin(), known_activations.end(), names.begin(),
                 [](const Known& k) { return k.name; });
  throw unknown_name(where, "activation", name, names);
}

}  // namespace

void check_activation(const std::string& name, const std::string& where) { find_known(name, where); }

std::string read_activation(const Config& config, const std::string& where) {
  std::string name = read_string(config, "activation", "linear", where);
  check_activation(name, where);
  return name;
}

graph::TensorId append_leaky_relu(graph::Graph& graph, graph::TensorId input, double slope, const std::string& layer) {
  tflite::LeakyReluOptionsT options;
  options.alpha = static_cast<float>(slope);
  graph::Node node = {
      .code = ops::leaky_relu_code, .options = ops::hold_options(options), .inputs = {input}, .layer = layer};
  return append_node(graph, std::move(node), layer + "/LeakyRelu");
}

graph::TensorId append_activation(graph::Graph& graph, graph::TensorId input, const std::string& activation,
                                  const std::string& layer) {
  const Known& known = find_known(activation, layer);
  if (known.code < 0) return input;
  if (known.code == ops::leaky_relu_code) return append_leaky_relu(graph, input, default_leak, layer);
  graph::Node node = {.code = known.code, .inputs = {input}, .layer = layer};
  if (known.code == ops::softmax_code) {
    tflite::SoftmaxOptionsT options;
    options.beta = 1.0f;
    node.options = ops::hold_options(options);
  }
  return append_node(graph, std::move(node), layer + "/" + known.tensor_name);
}

}  // namespace kvant::layers
