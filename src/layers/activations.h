// SPDX-License-Identifier: Apache-2.0
// Keras' activations by name, and the operators that compute them.
#pragma once

#include "graph/graph.h"
#include "layers/config.h"

#include <string>

namespace kvant::layers {

/// Checks a name: "linear", "relu", "relu6", "leaky_relu", "sigmoid", "tanh", "softmax". Throws a usage Error for
/// another one, with a suggestion.
void check_activation(const std::string& name, const std::string& where);

/// The name under a config's key "activation"; "linear" when it is absent or null. Throws Error for what is no known
/// name.
std::string read_activation(const Config& config, const std::string& where);

/// Appends the activation's operator and returns its result; "linear" returns the input itself.
graph::TensorId append_activation(graph::Graph& graph, graph::TensorId input, const std::string& activation,
                                  const std::string& layer);
/// x for x > 0, else slope * x.
graph::TensorId append_leaky_relu(graph::Graph& graph, graph::TensorId input, double slope, const std::string& layer);

}  // namespace kvant::layers
