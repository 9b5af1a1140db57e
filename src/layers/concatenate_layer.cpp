// SPDX-License-Identifier: Apache-2.0
// Concatenate: inputs side by side along an axis.
#include "layers/layer_record.h"
#include "ops/builtin_codes.h"
#include "ops/options.h"

#include <kvant/types/error.h>

#include <array>

namespace kvant::layers {
namespace {

class ConcatenateLayer : public Layer {
 public:
  explicit ConcatenateLayer(const Config& config) {
    read_common(config);
    axis_ = read_integer(config, "axis", -1, where());
  }

  std::string class_name() const override { return "Concatenate"; }

  graph::TensorId call(graph::Graph& graph, std::span<const graph::TensorId> inputs, Mode) const override {
    tflite::ConcatenationOptionsT options;
    options.axis = static_cast<std::int32_t>(axis_);
    graph::Node node = {.code = ops::concatenation_code,
                        .options = ops::hold_options(options),
                        .inputs = {inputs.begin(), inputs.end()},
                        .layer = name()};
    return append_node(graph, std::move(node), name() + "/concat");
  }

 private:
  void set_up(const std::vector<Shape>& input_shapes, SeedSource&) override {
    if (input_shapes.size() < 2) throw Error(where(), "takes two inputs or more", std::to_string(input_shapes.size()));
    const auto rank = static_cast<std::int64_t>(input_shapes[0].size());
    const std::int64_t axis = axis_ < 0 ? axis_ + rank : axis_;
    if (axis < 1 || axis >= rank)
      throw Error(where(), "axis must be one of a sample, of shape " + to_string(input_shapes[0]),
                  std::to_string(axis_));
    for (Shape shape : input_shapes) {
      const Shape given = shape;
      if (shape.size() == input_shapes[0].size())
        shape[static_cast<std::size_t>(axis)] = input_shapes[0][static_cast<std::size_t>(axis)];
      if (shape != input_shapes[0])
        throw Error(where(),
                    "inputs must differ along axis " + std::to_string(axis_) + " only: " + to_string(input_shapes[0]),
                    to_string(given));
    }
  }
  void write_config(Config& config) const override { config.entries.push_back({"axis", axis_}); }

  std::int64_t axis_ = -1;
};

constexpr std::array<std::string_view, 1> keys = {"axis"};

}  // namespace

extern const LayerRecord concatenate_layer_record;
const LayerRecord concatenate_layer_record = {"Concatenate", make<ConcatenateLayer>, keys};

}  // namespace kvant::layers
