// SPDX-License-Identifier: Apache-2.0
// Rescaling: x * scale + offset, so that a model takes raw numbers.
#include "layers/append_operators.h"
#include "layers/layer_record.h"
#include "ops/builtin_codes.h"

#include <kvant/types/error.h>

#include <array>
#include <cmath>

namespace kvant::layers {
namespace {

class RescalingLayer : public Layer {
 public:
  explicit RescalingLayer(const Config& config) {
    read_common(config);
    if (!is_given(config, "scale")) throw Error(where(), "scale is missing");
    scale_ = read_number(config, "scale", 1.0, where());
    offset_ = read_number(config, "offset", 0.0, where());
    if (!std::isfinite(scale_) || !std::isfinite(offset_)) throw Error(where(), "scale and offset must be finite");
  }

  std::string class_name() const override { return "Rescaling"; }

  graph::TensorId call(graph::Graph& graph, std::span<const graph::TensorId> inputs, Mode) const override {
    const auto constant = [&](const char* variable, double value) {
      Array number(DType::float32, {});
      number.values<float>()[0] = static_cast<float>(value);
      return append_constant(graph, name() + "/" + variable, std::move(number));
    };
    const graph::TensorId scaled =
        append_arithmetic(graph, ops::mul_code, inputs[0], constant("scale", scale_), name(), "mul");
    if (offset_ == 0.0) return scaled;
    return append_arithmetic(graph, ops::add_code, scaled, constant("offset", offset_), name(), "add");
  }

 private:
  void write_config(Config& config) const override {
    config.entries.push_back({"scale", scale_});
    config.entries.push_back({"offset", offset_});
  }

  double scale_ = 1.0, offset_ = 0.0;
};

constexpr std::array<std::string_view, 2> keys = {"scale", "offset"};

}  // namespace

extern const LayerRecord rescaling_layer_record;
const LayerRecord rescaling_layer_record = {"Rescaling", make<RescalingLayer>, keys};

}  // namespace kvant::layers
