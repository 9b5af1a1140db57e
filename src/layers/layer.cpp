// SPDX-License-Identifier: Apache-2.0
// What all layers do alike.
#include "layers/layer.h"

#include "ops/record.h"

#include <kvant/types/error.h>
#include <kvant/types/machine_memory.h>

#include <algorithm>
#include <atomic>

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

/// "(None, 2), (None, 3)"
std::string join(const std::vector<Shape>& shapes) {
  std::string text;
  for (const Shape& shape : shapes) text += (text.empty() ? "" : ", ") + to_string(shape);
  return text;
}

}  // namespace

Layer::Layer() {
  static std::atomic<std::uint64_t> layers_made{0};
  serial_ = layers_made++;
}

void Layer::set_name(std::string name) {
  name_ = std::move(name);
  for (Variable& variable : variables_) variable.path = name_ + "/" + variable.name;
}

// Keras' build_config asks for the shape without knowing the batch, so a batch size does not make another layer.
void Layer::build(const std::vector<Shape>& input_shapes, SeedSource& seeds) {
  if (built_) {
    const auto same_samples = [](const Shape& a, const Shape& b) {
      return a.size() == b.size() && !a.empty() && std::equal(a.begin() + 1, a.end(), b.begin() + 1);
    };
    if (!std::equal(input_shapes.begin(), input_shapes.end(), input_shapes_.begin(), input_shapes_.end(), same_samples))
      throw Error(where(), "was built for inputs of shape " + join(input_shapes_), join(input_shapes));
    return;
  }
  set_up(input_shapes, seeds);
  input_shapes_ = input_shapes;
  built_ = true;
}

const Shape& Layer::input_shape() const {
  static const Shape none;
  return input_shapes_.empty() ? none : input_shapes_.front();
}

void Layer::set_up(const std::vector<Shape>& input_shapes, SeedSource& seeds) {
  if (input_shapes.size() != 1) throw Error(where(), "takes one input", std::to_string(input_shapes.size()));
  make_variables(input_shapes.front(), seeds);
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
  Variable variable = {
      .name = name, .path = name_ + "/" + name, .value = nullptr, .keras_permutation = std::move(keras_permutation)};
  // Its numbers are drawn in Keras' layout, and then copied into the operator's.
  const double bytes = 3.0 * sizeof(float) * static_cast<double>(element_count(operator_shape));
  const Shape shape = in_order(operator_shape, variable.keras_permutation);
  check_room(bytes, where(), name + " " + to_string(shape) + ", with the first values drawn for it,");
  variable.value = std::make_shared<Array>(DType::float32, operator_shape);
  variables_.push_back(std::move(variable));
  return variables_.back();
}

graph::TensorId Layer::add_to_graph(graph::Graph& graph, const Variable& variable) const {
  for (std::size_t i = 0; i < graph.tensors.size(); ++i) {
    if (graph.tensors[i].data == variable.value) return static_cast<graph::TensorId>(i);
  }
  graph::Tensor tensor;
  tensor.name = variable.path;
  tensor.shape = variable.value->shape();
  tensor.data = variable.value;
  tensor.trainable = trainable_ && variable.trainable;
  tensor.l1 = static_cast<float>(variable.regularizer.l1);
  tensor.l2 = static_cast<float>(variable.regularizer.l2);
  return graph.add(std::move(tensor));
}

graph::TensorId append_node(graph::Graph& graph, graph::Node node, const std::string& tensor_name) {
  for (const Shape& shape : ops::record_of(node).infer_shape.value(graph, node)) {
    graph::Tensor result;
    result.name = tensor_name + (node.outputs.empty() ? "" : ":" + std::to_string(node.outputs.size()));
    result.shape = shape;
    node.outputs.push_back(graph.add(std::move(result)));
  }
  const graph::TensorId first = node.outputs.at(0);
  graph.nodes.push_back(std::move(node));
  return first;
}

}  // namespace kvant::layers
