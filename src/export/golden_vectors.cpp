// SPDX-License-Identifier: Apache-2.0
// Made by running the model.
#include "export/golden_vectors.h"

#include "export/model_facts.h"
#include "inspect/chip_run.h"
#include "inspect/status_sentence.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace kvant::exporting {
namespace {

struct Range {
  double low = -1, high = 1;
};

Range range_of(const graph::Graph& graph, graph::TensorId input) {
  for (const graph::Node& node : graph.nodes) {
    if (std::find(node.inputs.begin(), node.inputs.end(), input) == node.inputs.end() || node.outputs.empty()) continue;
    const graph::Tensor& output = graph.at(node.outputs[0]);
    if (node.inputs.size() != 1 || !is_quantized(output)) continue;
    const double scale = output.quantization.scales[0];
    const double lowest = output.dtype == DType::int8 ? -128 : 0;
    const auto zero_point = static_cast<double>(output.quantization.zero_points[0]);
    return {scale * (lowest - zero_point), scale * (lowest + 255 - zero_point)};
  }
  return {};
}

/// 0 to 1: evenly for the first element, further along for each other one, and all at the ends together.
double place_of(std::size_t vector, std::size_t count, std::size_t element) {
  if (vector == 0) return 0;
  if (vector + 1 == count) return 1;
  const double turns =
      static_cast<double>(vector) / static_cast<double>(count - 1) + 0.6180339887498949 * static_cast<double>(element);
  return turns - std::floor(turns);
}

std::vector<std::byte> make_input(const graph::Graph& graph, graph::TensorId id, std::size_t vector,
                                  std::size_t count) {
  const graph::Tensor& tensor = graph.at(id);
  const auto elements = static_cast<std::size_t>(size_of_tensor(tensor));
  std::vector<std::byte> bytes(elements * size_of(tensor.dtype));
  const Range range = range_of(graph, id);
  for (std::size_t i = 0; i < elements; ++i) {
    const double place = place_of(vector, count, i);
    if (tensor.dtype == DType::float32) {
      const auto number = static_cast<float>(range.low + (range.high - range.low) * place);
      std::memcpy(bytes.data() + 4 * i, &number, sizeof number);
    } else {
      const int lowest = tensor.dtype == DType::int8 ? -128 : 0;
      bytes[i] = static_cast<std::byte>(static_cast<int>(std::lround(255 * place)) + lowest);
    }
  }
  return bytes;
}

void check(kvant_micro::Status status) {
  if (status != kvant_micro::Status::ok) throw Error("selftest", inspect::sentence_of(status));
}

}  // namespace

GoldenVectors make_golden_vectors(const graph::Graph& graph, std::span<const std::byte> model, std::size_t count) {
  inspect::ChipRun chip(model);
  check(chip.allocate());
  GoldenVectors vectors;
  vectors.inputs.resize(graph.inputs.size());
  vectors.outputs.resize(graph.outputs.size());
  for (std::size_t vector = 0; vector < count; ++vector) {
    kvant_micro::TensorView view;
    for (std::size_t i = 0; i < graph.inputs.size(); ++i) {
      vectors.inputs[i].push_back(make_input(graph, graph.inputs[i], vector, count));
      check(chip.interpreter()->input(static_cast<std::uint32_t>(i), view));
      std::memcpy(view.data, vectors.inputs[i].back().data(), vectors.inputs[i].back().size());
    }
    check(chip.interpreter()->invoke());
    for (std::size_t i = 0; i < graph.outputs.size(); ++i) {
      check(chip.interpreter()->output(static_cast<std::uint32_t>(i), view));
      const auto* bytes = static_cast<const std::byte*>(view.data);
      vectors.outputs[i].emplace_back(bytes, bytes + view.facts.bytes);
    }
  }
  return vectors;
}

}  // namespace kvant::exporting
