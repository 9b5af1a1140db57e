// SPDX-License-Identifier: Apache-2.0
// LeakyReLU: x for x > 0, else a part of it.
#include "layers/activations.h"
#include "layers/layer_record.h"

#include <kvant/types/error.h>

#include <array>
#include <cmath>

namespace kvant::layers {
namespace {

class LeakyReLULayer : public Layer {
 public:
  explicit LeakyReLULayer(const Config& config) {
    read_common(config);
    const char* const key = is_given(config, "alpha") ? "alpha" : "negative_slope";  // Keras 2's word
    slope_ = read_number(config, key, slope_, where());
    if (!(slope_ >= 0.0) || !std::isfinite(slope_))
      throw Error(where(), "negative_slope must be 0 or more", std::to_string(slope_));
  }

  std::string class_name() const override { return "LeakyReLU"; }

  graph::TensorId call(graph::Graph& graph, std::span<const graph::TensorId> inputs, Mode) const override {
    return append_leaky_relu(graph, inputs[0], slope_, name());
  }

 private:
  void write_config(Config& config) const override { config.entries.push_back({"negative_slope", slope_}); }

  double slope_ = 0.3;
};

constexpr std::array<std::string_view, 1> keys = {"negative_slope"};

}  // namespace

extern const LayerRecord leaky_re_lu_layer_record;
const LayerRecord leaky_re_lu_layer_record = {"LeakyReLU", make<LeakyReLULayer>, keys};

}  // namespace kvant::layers
