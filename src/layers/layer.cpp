// SPDX-License-Identifier: Apache-2.0
// What all layers do alike.
#include "layers/layer.h"

#include "ops/record.h"

#include <kvant/types/error.h>

#include <algorithm>

namespace kvant::layers {
namespace {

void check_float32(const Config& config, const std::string& where) {
  const ConfigValue* dtype = find(config, "dtype");
  if (dtype == nullptr) return;
  const auto* policy = std::get_if<Config>(dtype);
  const std::string name =
      policy ? read_string(*policy, "name", "float32", where) : read_string(config, "dtype", "float32", where);
  if (name != "float32") throw Error(where, "only layers of dtype float32 are supported", "\"" + name + "\"");
}

}  // namespace

void Layer::set_name(std::string name) {
  name_ = std::move(name);
  for (Variable& variable : variables_) variable.path = name_ + "/" + variable.name;
}

// Keras' build_config asks for the shape without knowing the batch, so a batch size does not make another layer.
void Layer::build(const Shape& input_shape, SeedSource& seeds) {
  if (built_) {
    const bool fits = input_shape.size() == input_shape_.size() && !input_shape.empty() &&
                      std::equal(input_shape.begin() + 1, input_shape.end(), input_shape_.begin() + 1);
    if (!fits) throw Error(where(), "was built for inputs of shape " + to_string(input_shape_), to_string(input_shape));
    return;
  }
  make_variables(input_shape, seeds);
  input_shape_ = input_shape;
  built_ = true;
}

std::int64_t Layer::parameter_count() const {
  std::int64_t count = 0;
  for (const Variable& variable : variables_) count += variable.value->size();
  return count;
}

Config Layer::config() const {
  Config config("keras.layers", class_name());
  if (has_common_keys()) {
    config.entries = {{"name", name_}, {"trainable", trainable_}, {"dtype", std::string("float32")}};
  }
  write_config(config);
  return config;
}

void Layer::read_common(const Config& config) {
  set_name(read_string(config, "name", "", class_name()));
  trainable_ = read_bool(config, "trainable", true, where());
  check_float32(config, where());
}

Variable& Layer::add_variable(const std::string& name, const Shape& operator_shape,
                              std::vector<int> keras_permutation) {
  variables_.push_back({.name = name,
                        .path = name_ + "/" + name,
                        .value = std::make_shared<Array>(DType::float32, operator_shape),
                        .keras_permutation = std::move(keras_permutation)});
  return variables_.back();
}

graph::TensorId Layer::add_to_graph(graph::Graph& graph, const Variable& variable) const {
  graph::Tensor tensor;
  tensor.name = variable.path;
  tensor.shape = variable.value->shape();
  tensor.data = variable.value;
  tensor.trainable = trainable_ && variable.trainable;
  return graph.add(std::move(tensor));
}

graph::TensorId append_node(graph::Graph& graph, graph::Node node, const std::string& tensor_name) {
  graph::Tensor result;
  result.name = tensor_name;
  result.shape = ops::record_of(node).infer_shape.value(graph, node).at(0);
  const graph::TensorId id = graph.add(std::move(result));
  node.outputs = {id};
  graph.nodes.push_back(std::move(node));
  return id;
}

}  // namespace kvant::layers
