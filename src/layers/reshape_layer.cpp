// SPDX-License-Identifier: Apache-2.0
// Reshape: the same numbers in another shape.
#include "layers/append_operators.h"
#include "layers/layer_record.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <array>

namespace kvant::layers {
namespace {

class ReshapeLayer : public Layer {
 public:
  explicit ReshapeLayer(const Config& config) {
    read_common(config);
    if (!is_given(config, "target_shape")) throw Error(where(), "target_shape is missing");
    target_ = read_target(config);
    const bool fits = std::all_of(target_.begin(), target_.end(), [](std::int64_t n) { return n > 0 || n == -1; }) &&
                      std::count(target_.begin(), target_.end(), -1) <= 1;
    if (!fits)
      throw Error(where(), "target_shape must hold lengths above 0, one of which may be -1", to_string(target_));
  }

  std::string class_name() const override { return "Reshape"; }

  graph::TensorId call(graph::Graph& graph, std::span<const graph::TensorId> inputs, Mode) const override {
    return append_reshape(graph, inputs[0], shape_for(graph.at(inputs[0]).shape), name());
  }

 private:
  /// JSON has -1 as a number, so that the list is not one of lengths.
  Shape read_target(const Config& config) const {
    const ConfigValue* value = find(config, "target_shape");
    if (const auto* shape = std::get_if<Shape>(value)) return *shape;
    Shape target;
    for (const double number : read_numbers(config, "target_shape", where()))
      target.push_back(static_cast<std::int64_t>(number));
    return target;
  }

  Shape shape_for(const Shape& input) const {
    const std::int64_t elements = element_count(Shape(input.begin() + 1, input.end()));
    Shape shape = target_;
    const auto open = std::find(shape.begin(), shape.end(), -1);
    std::int64_t known = 1;
    for (std::int64_t length : shape) known *= length == -1 ? 1 : length;
    if (open != shape.end()) *open = elements / known;
    if (element_count(shape) != elements) {
      throw Error(
          where(),
          "target_shape " + to_string(target_) + " must hold the input's " + std::to_string(elements) + " numbers",
          to_string(input));
    }
    return shape;
  }

  void make_variables(const Shape& input_shape, SeedSource&) override { shape_for(input_shape); }
  void write_config(Config& config) const override { config.entries.push_back({"target_shape", target_}); }

  Shape target_;
};

constexpr std::array<std::string_view, 1> keys = {"target_shape"};

}  // namespace

extern const LayerRecord reshape_layer_record;
const LayerRecord reshape_layer_record = {"Reshape", make<ReshapeLayer>, keys};

}  // namespace kvant::layers
