// SPDX-License-Identifier: Apache-2.0
// The table of activations.
#include "layers/activations.h"

#include "layers/did_you_mean.h"
#include "layers/layer.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace kvant::layers {
namespace {

struct Known {
  std::string_view name;
  std::int32_t code;  ///< of the operator; -1: none is needed
  const char* tensor_name;
};

constexpr std::array known_activations = {
    Known{"linear", -1, ""},
    Known{"relu", 19, "Relu"},
    Known{"relu6", 21, "Relu6"},
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

graph::TensorId append_activation(graph::Graph& graph, graph::TensorId input, const std::string& activation,
                                  const std::string& layer) {
  const Known& known = find_known(activation, layer);
  if (known.code < 0) return input;
  return append_node(graph, {.code = known.code, .options = nullptr, .inputs = {input}, .outputs = {}, .layer = layer},
                     layer + "/" + known.tensor_name);
}

}  // namespace kvant::layers
