// SPDX-License-Identifier: Apache-2.0
// Softmax: each sample's numbers as shares of one.
#include "layers/activations.h"
#include "layers/layer_record.h"

#include <kvant/types/error.h>

#include <array>

namespace kvant::layers {
namespace {

class SoftmaxLayer : public Layer {
 public:
  explicit SoftmaxLayer(const Config& config) {
    read_common(config);
    axis_ = read_integer(config, "axis", -1, where());
  }

  std::string class_name() const override { return "Softmax"; }

  graph::TensorId call(graph::Graph& graph, std::span<const graph::TensorId> inputs, Mode) const override {
    return append_activation(graph, inputs[0], "softmax", name());
  }

 private:
  void make_variables(const Shape& input_shape, SeedSource&) override {
    if (axis_ == -1 || axis_ == static_cast<std::int64_t>(input_shape.size()) - 1) return;
    throw Error(where(), "axis must be the last one", std::to_string(axis_));
  }
  void write_config(Config& config) const override { config.entries.push_back({"axis", axis_}); }

  std::int64_t axis_ = -1;
};

constexpr std::array<std::string_view, 1> keys = {"axis"};

}  // namespace

extern const LayerRecord softmax_layer_record;
const LayerRecord softmax_layer_record = {"Softmax", make<SoftmaxLayer>, keys};

}  // namespace kvant::layers
