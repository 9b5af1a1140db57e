// SPDX-License-Identifier: Apache-2.0
// Naming, building and walking a stack of layers.
#include "layers/layer_stack.h"

#include "layers/input_layer.h"

#include <kvant/types/error.h>

#include <algorithm>

namespace kvant::layers {
namespace {
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
}  // namespace

// An underscore stands before a capital that follows a small letter, or that starts a word after capitals.
std::string snake_case(const std::string& class_name) {
  std::string snake;
  for (std::size_t i = 0; i < class_name.size(); ++i) {
    const char c = class_name[i];
    const bool after_small = i > 0 && is_lower(class_name[i - 1]);
    const bool starts_word = i > 0 && i + 1 < class_name.size() && is_lower(class_name[i + 1]);
    if (is_upper(c) && (after_small || starts_word)) snake += '_';
    snake += is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return snake;
}

bool LayerStack::is_taken(const std::string& layer_name) const {
  return std::any_of(layers_.begin(), layers_.end(), [&](const auto& layer) { return layer->name() == layer_name; });
}

std::string LayerStack::free_name(const std::string& class_name) const {
  const std::string start = snake_case(class_name);
  std::string candidate = start;
  for (int i = 1; is_taken(candidate); ++i) candidate = start + "_" + std::to_string(i);
  return candidate;
}

bool LayerStack::has_input() const { return !layers_.empty() && layers_[0]->class_name() == "InputLayer"; }

void LayerStack::add(std::shared_ptr<Layer> layer) {
  if (!layers_.empty() && layer->class_name() == "InputLayer") {
    throw Error(name, "only the first layer can be an input", {}, ErrorKind::usage);
  }
  if (layer->name().empty())
    layer->set_name(free_name(layer->class_name()));
  else if (is_taken(layer->name()))
    throw Error(name, "two layers have the same name", layer->name(), ErrorKind::usage);
  layers_.push_back(std::move(layer));
  built_ = false;
}

void LayerStack::build(SeedSource& seeds, const Shape& batch_shape) {
  if (built_) return;
  if (layers_.empty()) throw Error(name, "has no layers", {}, ErrorKind::usage);
  if (!has_input()) {
    if (batch_shape.empty()) {
      throw Error(name, "the first layer needs an input_shape, or the model an Input", {}, ErrorKind::usage);
    }
    auto input = std::make_shared<InputLayer>(batch_shape);
    input->set_name(free_name("InputLayer"));
    layers_.insert(layers_.begin(), std::move(input));
  }
  std::vector<Shape> shapes;
  const graph::Graph graph =
      pass_through(Mode::inference, [&](Layer& layer, const Shape& shape) { layer.build({shape}, seeds); }, shapes);
  result_shapes_ = std::move(shapes);
  input_shape_ = graph.at(graph.inputs[0]).shape;
  output_shape_ = graph.at(graph.outputs[0]).shape;
  built_ = true;
}

graph::Graph LayerStack::pass_through(Mode mode, const std::function<void(Layer&, const Shape&)>& before,
                                      std::vector<Shape>& shapes) const {
  graph::Graph graph;
  graph.signature = "serving_default";
  graph.output_names = {"output_0"};
  graph::TensorId id = graph::no_tensor;
  for (const auto& layer : layers_) {
    const Shape entering =
        id == graph::no_tensor ? static_cast<const InputLayer&>(*layer).batch_shape() : graph.at(id).shape;
    before(*layer, entering);
    id = layer->call(graph, {&id, 1}, mode);
    shapes.push_back(graph.at(id).shape);
  }
  graph.outputs = {id};
  return graph;
}

graph::Graph LayerStack::graph(Mode mode) const {
  if (!built_) throw Error(name, "has no graph before it is built", {}, ErrorKind::usage);
  std::vector<Shape> shapes;
  return pass_through(mode, [](Layer&, const Shape&) {}, shapes);
}

std::vector<Variable*> LayerStack::variables() {
  std::vector<Variable*> all;
  for (const auto& layer : layers_) {
    for (Variable& variable : layer->variables()) all.push_back(&variable);
  }
  return all;
}

std::vector<const Variable*> LayerStack::variables() const {
  std::vector<const Variable*> all;
  for (const auto& layer : layers_) {
    for (const Variable& variable : std::as_const(*layer).variables()) all.push_back(&variable);
  }
  return all;
}

}  // namespace kvant::layers
