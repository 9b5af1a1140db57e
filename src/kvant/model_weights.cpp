// SPDX-License-Identifier: Apache-2.0
// kvant::Model: its layers, shapes, weights and summary.
#include <kvant/model.h>

#include "kvant/model_impl.h"
#include "kvant/model_summary.h"
#include "layers/did_you_mean.h"

#include <kvant/types/error.h>

#include <utility>

namespace kvant {
namespace {

void check_built(const layers::LayerGraph& layers) {
  if (layers.built()) return;
  throw Error(layers.name, "is not built: give the first layer an input_shape, or call fit() first", {},
              ErrorKind::usage);
}

}  // namespace

const std::string& Model::name() const { return impl_->layer_graph.name; }

bool Model::has_layers() const {
  const auto& layers = impl_->layer_graph.layers();
  return std::none_of(layers.begin(), layers.end(),
                      [](const auto& layer) { return layer->class_name() == "ImportedGraph"; });
}

std::vector<Layer> Model::layers() const {
  std::vector<Layer> all;
  for (const auto& layer : impl_->layer_graph.layers()) {
    if (layer->class_name() != "InputLayer") all.emplace_back(layer);
  }
  return all;
}

Layer Model::get_layer(const std::string& name) const {
  std::vector<std::string_view> names;
  for (const auto& layer : impl_->layer_graph.layers()) {
    if (layer->name() == name) return Layer(layer);
    names.emplace_back(layer->name());
  }
  throw layers::unknown_name(this->name(), "layer", name, names);
}

std::vector<Shape> Model::input_shapes() const {
  check_built(impl_->layer_graph);
  return impl_->layer_graph.input_shapes();
}

std::vector<Shape> Model::output_shapes() const {
  check_built(impl_->layer_graph);
  return impl_->layer_graph.output_shapes();
}

std::int64_t Model::count_params() const {
  std::int64_t count = 0;
  for (const layers::Variable* variable : std::as_const(impl_->layer_graph).variables())
    count += variable->value->size();
  return count;
}

std::vector<Array> Model::get_weights() const {
  check_built(impl_->layer_graph);
  std::vector<Array> weights;
  for (const layers::Variable* variable : std::as_const(impl_->layer_graph).variables())
    weights.push_back(variable->keras_value());
  return weights;
}

void Model::set_weights(const std::vector<Array>& weights) {
  check_built(impl_->layer_graph);
  const std::vector<layers::Variable*> variables = impl_->layer_graph.variables();
  if (weights.size() != variables.size()) {
    throw Error(name(), "has " + std::to_string(variables.size()) + " weights", std::to_string(weights.size()));
  }
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i].shape() == variables[i]->keras_shape()) continue;
    throw Error(variables[i]->path, "has shape " + to_string(variables[i]->keras_shape()),
                to_string(weights[i].shape()));
  }
  for (std::size_t i = 0; i < weights.size(); ++i) variables[i]->set_keras_value(weights[i]);
}

const std::vector<std::string>& Model::class_names() const { return impl_->layer_graph.class_names; }

void Model::set_class_names(std::vector<std::string> names) {
  for (const std::string& one : names) {
    if (one.empty() || one.find_first_of("\r\n") != std::string::npos)
      throw Error(name(), "a class needs a name of one line", "\"" + one + "\"", ErrorKind::usage);
  }
  impl_->layer_graph.class_names = std::move(names);
}

std::string Model::summary() const { return emit_summary(impl_->layer_graph); }

}  // namespace kvant
