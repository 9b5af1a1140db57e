// SPDX-License-Identifier: Apache-2.0
// Ranges as TensorFlow's calibrator gathers them, whose interpreter lets some operators work in place
// (docs/numerics.md).
#include "quantize/calibrate.h"

#include <algorithm>
#include <array>

namespace kvant::quantize {
namespace {

using graph::TensorId;

constexpr std::array<std::int32_t, 5> in_place_codes = {0 /* ADD */, 18 /* MUL */, 25 /* SOFTMAX */, 41 /* SUB */,
                                                        42 /* DIV */};
constexpr std::array<std::int32_t, 3> alias_codes = {22 /* RESHAPE */, 43 /* SQUEEZE */, 70 /* EXPAND_DIMS */};

template <std::size_t n>
bool is_one_of(std::int32_t code, const std::array<std::int32_t, n>& codes) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

/// Numbers of one sample.
std::int64_t sample_size(const graph::Tensor& tensor) {
  std::int64_t size = 1;
  for (std::int64_t length : tensor.shape) size *= length == unknown_length ? 1 : length;
  return size;
}

/// Whose memory a tensor lies in, when reshaping does not move it.
TensorId root_of(const graph::Graph& graph, TensorId id) {
  for (;;) {
    const int producer = graph.producer(id);
    if (producer < 0 || !is_one_of(graph.nodes[static_cast<std::size_t>(producer)].code, alias_codes)) return id;
    id = graph.nodes[static_cast<std::size_t>(producer)].inputs[0];
  }
}

bool may_hold_result(const graph::Graph& graph, TensorId input, TensorId output) {
  const auto is_input = [&](TensorId id) {
    return std::find(graph.inputs.begin(), graph.inputs.end(), id) != graph.inputs.end();
  };
  const TensorId root = root_of(graph, input);
  return !graph.at(input).is_constant() && !is_input(input) && !is_input(root) && !graph.is_output(output) &&
         sample_size(graph.at(input)) == sample_size(graph.at(output)) && sample_size(graph.at(input)) > 1 &&
         graph.reader_count(input) == 1 && graph.reader_count(root) == 1;
}

}  // namespace

std::vector<Range> Calibrator::ranges_with_results_in_place() const {
  std::vector<Range> merged = ranges_;
  const graph::Graph& graph = plan_.graph();
  for (const graph::Node& node : graph.nodes) {
    if (!is_one_of(node.code, in_place_codes)) continue;
    for (TensorId input : node.inputs) {
      if (input == graph::no_tensor || !may_hold_result(graph, input, node.outputs.at(0))) continue;
      const Range& result = ranges_[static_cast<std::size_t>(node.outputs[0])];
      Range& range = merged[static_cast<std::size_t>(input)];
      range = {std::min(range.min, result.min), std::max(range.max, result.max)};
      break;
    }
  }
  return merged;
}

}  // namespace kvant::quantize
