// SPDX-License-Identifier: Apache-2.0
// Add: the sum of two or more inputs, element by element.
#include "layers/append_operators.h"
#include "layers/layer_record.h"
#include "ops/builtin_codes.h"

#include <kvant/types/error.h>

namespace kvant::layers {
namespace {

class AddLayer : public Layer {
 public:
  explicit AddLayer(const Config& config) { read_common(config); }

  std::string class_name() const override { return "Add"; }

  graph::TensorId call(graph::Graph& graph, std::span<const graph::TensorId> inputs, Mode) const override {
    graph::TensorId sum = inputs[0];
    for (std::size_t i = 1; i < inputs.size(); ++i)
      sum = append_arithmetic(graph, ops::add_code, sum, inputs[i], name(),
                              i == 1 ? "add" : "add_" + std::to_string(i - 1));
    return sum;
  }

 private:
  void set_up(const std::vector<Shape>& input_shapes, SeedSource&) override {
    if (input_shapes.size() < 2) throw Error(where(), "takes two inputs or more", std::to_string(input_shapes.size()));
    for (const Shape& shape : input_shapes) {
      if (shape != input_shapes[0])
        throw Error(where(), "inputs must have one shape, " + to_string(input_shapes[0]), to_string(shape));
    }
  }
  void write_config(Config&) const override {}
};

}  // namespace

extern const LayerRecord add_layer_record;
const LayerRecord add_layer_record = {"Add", make<AddLayer>, {}};

}  // namespace kvant::layers
