// SPDX-License-Identifier: Apache-2.0
// Takes away a PAD whose zeros are those that a convolution with SAME padding sees anyway.
#include "kvant_schema/tflite_options_generated.h"
#include "ops/builtin_codes.h"
#include "ops/record.h"
#include "passes/passes.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace kvant::passes {
namespace {

/// What a convolution's window does along one axis.
struct Steps {
  std::int64_t kernel, stride, dilation;
};

struct Padded {
  std::int64_t before, after;
};

/// TensorFlow's SAME padding, and whether this one shows the kernel the same numbers.
bool is_same(std::int64_t length, const Steps& steps, const Padded& padded) {
  const std::int64_t reach = (steps.kernel - 1) * steps.dilation + 1;
  const std::int64_t outputs = (length + steps.stride - 1) / steps.stride;
  const std::int64_t total = std::max<std::int64_t>((outputs - 1) * steps.stride + reach - length, 0);
  const std::int64_t given = (length + padded.before + padded.after - reach) / steps.stride + 1;
  return given == outputs && padded.before == total / 2;
}

struct Window {
  Steps height, width;
};

/// Of a convolution with VALID padding; sets SAME on a copy of its options.
template <class Options>
bool read_window(const Options* options, const Shape& filter, Window& window,
                 std::shared_ptr<tflite::BuiltinOptionsUnion>& same) {
  if (options == nullptr || options->padding != tflite::Padding::VALID) return false;
  window = {{filter.at(1), options->stride_h, options->dilation_h_factor},
            {filter.at(2), options->stride_w, options->dilation_w_factor}};
  Options changed = *options;
  changed.padding = tflite::Padding::SAME;
  same = std::make_shared<tflite::BuiltinOptionsUnion>();
  same->Set(std::move(changed));
  return true;
}

bool fuse_into_reader(graph::Graph& graph, const graph::Node& pad) {
  const graph::TensorId padded = pad.outputs[0];
  if (graph.reader_count(padded) != 1 || graph.is_output(padded) || !graph.at(pad.inputs.at(1)).is_constant())
    return false;
  const auto reader = std::find_if(graph.nodes.begin(), graph.nodes.end(), [&](const graph::Node& node) {
    return (node.code == ops::conv_2d_code || node.code == ops::depthwise_conv_2d_code) && node.inputs[0] == padded;
  });
  if (reader == graph.nodes.end() || reader->options == nullptr) return false;
  Window window{};
  std::shared_ptr<tflite::BuiltinOptionsUnion> same;
  const Shape& filter = graph.at(reader->inputs.at(1)).shape;
  const bool valid = reader->code == ops::conv_2d_code
                         ? read_window(reader->options->AsConv2DOptions(), filter, window, same)
                         : read_window(reader->options->AsDepthwiseConv2DOptions(), filter, window, same);
  const auto paddings = std::as_const(*graph.at(pad.inputs[1]).data).values<std::int32_t>();
  if (!valid || paddings.size() != 8 || paddings[0] + paddings[1] + paddings[6] + paddings[7] != 0) return false;
  const Shape& input = graph.at(pad.inputs[0]).shape;
  if (!is_same(input.at(1), window.height, {paddings[2], paddings[3]}) ||
      !is_same(input.at(2), window.width, {paddings[4], paddings[5]}))
    return false;
  reader->options = std::move(same);
  reader->inputs[0] = pad.inputs[0];
  return true;
}

}  // namespace

void fuse_padding(graph::Graph& graph) {
  for (std::size_t i = 0; i < graph.nodes.size();) {
    const graph::Node node = graph.nodes[i];
    if (node.code == ops::pad_code && fuse_into_reader(graph, node))
      graph.nodes.erase(graph.nodes.begin() + static_cast<std::ptrdiff_t>(i));
    else
      ++i;
  }
}

}  // namespace kvant::passes
