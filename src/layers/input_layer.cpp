// SPDX-License-Identifier: Apache-2.0
// The InputLayer: where samples enter, without an operator.
#include "layers/input_layer.h"

#include "layers/layer_record.h"

#include <kvant/types/error.h>

#include <array>

namespace kvant::layers {

InputLayer::InputLayer(Shape batch_shape) : batch_shape_(std::move(batch_shape)) { check_shape(); }

InputLayer::InputLayer(const Config& config) {
  read_common(config);
  batch_shape_ = read_shape(config, "batch_shape", read_shape(config, "batch_input_shape", {}, where()), where());
  check_shape();
}

void InputLayer::check_shape() const {
  if (batch_shape_.size() < 2)
    throw Error(where(), "needs a shape with a batch and at least one more axis", to_string(batch_shape_));
  for (std::size_t i = 0; i < batch_shape_.size(); ++i) {
    const bool fits = batch_shape_[i] > 0 || (i == 0 && batch_shape_[i] == unknown_length);
    if (!fits)
      throw Error(where(), "every axis of a sample must have a known, positive length", to_string(batch_shape_));
  }
  element_count(Shape(batch_shape_.begin() + 1, batch_shape_.end()));
}

graph::TensorId InputLayer::call(graph::Graph& graph, std::span<const graph::TensorId>, Mode) const {
  graph::Tensor tensor;
  tensor.name = name();
  tensor.shape = batch_shape_;
  tensor.shape[0] = unknown_length;
  const graph::TensorId id = graph.add(std::move(tensor));
  graph.inputs.push_back(id);
  graph.input_names.push_back(name());
  return id;
}

void InputLayer::write_config(Config& config) const {
  config.entries = {{"batch_shape", batch_shape_},
                    {"dtype", std::string("float32")},
                    {"sparse", false},
                    {"ragged", false},
                    {"name", name()},
                    {"optional", false}};
}

namespace {
constexpr std::array<std::string_view, 1> keys = {"batch_shape"};
}

extern const LayerRecord input_layer_record;
const LayerRecord input_layer_record = {"InputLayer", make<InputLayer>, keys};

}  // namespace kvant::layers
