// SPDX-License-Identifier: Apache-2.0
// kvant::Sequential: its layers, shapes, weights and summary.
#include <kvant/sequential.h>

#include "kvant/model_summary.h"
#include "kvant/sequential_impl.h"

#include <kvant/types/error.h>

#include <utility>

namespace kvant {
namespace {

void check_built(const layers::LayerStack& stack) {
  if (stack.built()) return;
  throw Error(stack.name, "is not built: give the first layer an input_shape, or call fit() first", {},
              ErrorKind::usage);
}

}  // namespace

const std::string& Sequential::name() const { return impl_->stack.name; }

std::vector<Layer> Sequential::layers() const {
  std::vector<Layer> all;
  for (const auto& layer : impl_->stack.layers()) {
    if (layer->class_name() != "InputLayer") all.emplace_back(layer);
  }
  return all;
}

const Shape& Sequential::input_shape() const {
  check_built(impl_->stack);
  return impl_->stack.input_shape();
}

const Shape& Sequential::output_shape() const {
  check_built(impl_->stack);
  return impl_->stack.output_shape();
}

std::int64_t Sequential::count_params() const {
  std::int64_t count = 0;
  for (const layers::Variable* variable : std::as_const(impl_->stack).variables()) count += variable->value->size();
  return count;
}

std::vector<Array> Sequential::get_weights() const {
  check_built(impl_->stack);
  std::vector<Array> weights;
  for (const layers::Variable* variable : std::as_const(impl_->stack).variables())
    weights.push_back(variable->keras_value());
  return weights;
}

void Sequential::set_weights(const std::vector<Array>& weights) {
  check_built(impl_->stack);
  const std::vector<layers::Variable*> variables = impl_->stack.variables();
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

std::string Sequential::summary() const { return emit_summary(impl_->stack); }

}  // namespace kvant
