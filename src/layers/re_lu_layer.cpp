// SPDX-License-Identifier: Apache-2.0
// ReLU: relu, relu6 or a leaky relu as a layer of its own, by its settings.
#include "layers/activations.h"
#include "layers/layer_record.h"

#include <kvant/types/error.h>

#include <array>

namespace kvant::layers {
namespace {

class ReLULayer : public Layer {
 public:
  explicit ReLULayer(const Config& config) {
    read_common(config);
    if (read_number(config, "threshold", 0.0, where()) != 0.0) throw Error(where(), "threshold is not supported");
    capped_ = is_given(config, "max_value");
    if (capped_ && read_number(config, "max_value", 6.0, where()) != 6.0)
      throw Error(where(), "max_value must be 6 or none",
                  std::to_string(read_number(config, "max_value", 6.0, where())));
    slope_ = read_number(config, "negative_slope", 0.0, where());
    if (slope_ < 0.0 || (capped_ && slope_ != 0.0))
      throw Error(where(), "negative_slope must be 0 or more, and 0 with a max_value", std::to_string(slope_));
  }

  std::string class_name() const override { return "ReLU"; }

  graph::TensorId call(graph::Graph& graph, std::span<const graph::TensorId> inputs, Mode) const override {
    if (slope_ != 0.0) return append_leaky_relu(graph, inputs[0], slope_, name());
    return append_activation(graph, inputs[0], capped_ ? "relu6" : "relu", name());
  }

 private:
  void write_config(Config& config) const override {
    config.entries.push_back({"max_value", capped_ ? ConfigValue(6.0) : ConfigValue()});
    config.entries.push_back({"negative_slope", slope_});
    config.entries.push_back({"threshold", 0.0});
  }

  bool capped_ = false;
  double slope_ = 0.0;
};

constexpr std::array<std::string_view, 3> keys = {"max_value", "negative_slope", "threshold"};

}  // namespace

extern const LayerRecord re_lu_layer_record;
const LayerRecord re_lu_layer_record = {"ReLU", make<ReLULayer>, keys};

}  // namespace kvant::layers
