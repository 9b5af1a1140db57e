// SPDX-License-Identifier: Apache-2.0
// kvant::Sequential: a chain of layers that grows.
#include <kvant/sequential.h>

#include "kvant/model_impl.h"
#include "kvant/random_seed.h"
#include "layers/input_layer.h"

namespace kvant {

Sequential::Sequential(std::initializer_list<Layer> layers, const std::string& name)
    : Sequential(std::vector<Layer>(layers), name) {}

Sequential::Sequential(const std::vector<Layer>& layers, const std::string& name) : Model(std::make_unique<Impl>()) {
  impl().layer_graph.name = name;
  for (const Layer& layer : layers) impl().append(layer);
  impl().build_if_possible();
}

void Sequential::add(const Layer& layer) {
  impl().append(layer);
  impl().build_if_possible();
}

void Model::Impl::append(const Layer& layer) {
  const bool first = layer_graph.layers().empty();
  if (first && layer.class_name() != "InputLayer" && !layer.input_shape().empty()) {
    Shape shape = layer.input_shape();
    shape.insert(shape.begin(), unknown_length);
    layer_graph.add(std::make_shared<layers::InputLayer>(shape));
  }
  layer_graph.add(layer.implementation());
}

void Model::Impl::build_if_possible() {
  if (layer_graph.has_input()) layer_graph.build(seed_source());
}

}  // namespace kvant
