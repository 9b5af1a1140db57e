// SPDX-License-Identifier: Apache-2.0
// Flatten: each sample as a row of numbers.
#include "layers/append_operators.h"
#include "layers/layer_record.h"
#include "layers/window.h"

#include <array>

namespace kvant::layers {
namespace {

class FlattenLayer : public Layer {
 public:
  explicit FlattenLayer(const Config& config) {
    read_common(config);
    check_channels_last(config, where());
  }

  std::string class_name() const override { return "Flatten"; }

  graph::TensorId call(graph::Graph& graph, std::span<const graph::TensorId> inputs, Mode) const override {
    const Shape& shape = graph.at(inputs[0]).shape;
    if (shape.size() == 2) return inputs[0];
    return append_reshape(graph, inputs[0], {element_count(Shape(shape.begin() + 1, shape.end()))}, name());
  }

 private:
  void write_config(Config& config) const override {
    config.entries.push_back({"data_format", std::string("channels_last")});
  }
};

constexpr std::array<std::string_view, 1> keys = {"data_format"};

}  // namespace

extern const LayerRecord flatten_layer_record;
const LayerRecord flatten_layer_record = {"Flatten", make<FlattenLayer>, keys};

}  // namespace kvant::layers
