// SPDX-License-Identifier: Apache-2.0
// ZeroPadding2D: zeros around height and width.
#include "layers/append_operators.h"
#include "layers/layer_record.h"
#include "layers/window.h"
#include "ops/builtin_codes.h"
#include "ops/options.h"

#include <kvant/types/error.h>

#include <array>

namespace kvant::layers {
namespace {

class ZeroPadding2DLayer : public Layer {
 public:
  explicit ZeroPadding2DLayer(const Config& config) {
    read_common(config);
    check_channels_last(config, where());
    std::vector<double> numbers = read_numbers(config, "padding", where());
    if (numbers.empty()) numbers = {1};
    if (numbers.size() == 1) numbers.assign(4, numbers[0]);
    if (numbers.size() == 2) numbers = {numbers[0], numbers[0], numbers[1], numbers[1]};
    if (numbers.size() != 4)
      throw Error(where(), "padding must be a number, two, or ((top, bottom), (left, right))",
                  std::to_string(numbers.size()) + " numbers");
    for (const double number : numbers) {
      if (!(number >= 0 && number < 65536) || number != static_cast<double>(static_cast<std::int64_t>(number)))
        throw Error(where(), "padding must be whole numbers of 0 or more", std::to_string(number));
      lengths_.push_back(static_cast<std::int64_t>(number));
    }
  }

  std::string class_name() const override { return "ZeroPadding2D"; }

  graph::TensorId call(graph::Graph& graph, std::span<const graph::TensorId> inputs, Mode) const override {
    graph::Node node = {.code = ops::pad_code, .options = ops::hold_options(tflite::PadOptionsT{}), .layer = name()};
    const std::vector<std::int64_t> all = {0, 0, lengths_[0], lengths_[1], lengths_[2], lengths_[3], 0, 0};
    node.inputs = {inputs[0], append_int32(graph, name() + "/Pad/paddings", all, {4, 2})};
    return append_node(graph, std::move(node), name() + "/Pad");
  }

 private:
  void make_variables(const Shape& input_shape, SeedSource&) override {
    if (input_shape.size() != 4)
      throw Error(where(), "takes inputs of shape (batch, height, width, channels)", to_string(input_shape));
  }
  void write_config(Config& config) const override {
    config.entries.push_back(
        {"padding", ConfigList({{"", Shape{lengths_[0], lengths_[1]}}, {"", Shape{lengths_[2], lengths_[3]}}})});
    config.entries.push_back({"data_format", std::string("channels_last")});
  }

  Shape lengths_;  ///< top, bottom, left, right
};

constexpr std::array<std::string_view, 2> keys = {"padding", "data_format"};

}  // namespace

extern const LayerRecord zero_padding2d_layer_record;
const LayerRecord zero_padding2d_layer_record = {"ZeroPadding2D", make<ZeroPadding2DLayer>, keys};

}  // namespace kvant::layers
