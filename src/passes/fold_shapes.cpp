// SPDX-License-Identifier: Apache-2.0
// Operators that compute a shape become that shape: TensorFlow's converter leaves SHAPE, STRIDED_SLICE and PACK before
// a RESHAPE where the batch is open, and EXPAND_DIMS or SQUEEZE around convolutions of one dimension.
#include "ops/builtin_codes.h"
#include "ops/options.h"
#include "passes/passes.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace kvant::passes {
namespace {

constexpr std::size_t most_numbers = 16;

/// The numbers of a small int32 tensor, unknown_length where one is the batch.
using Numbers = std::vector<std::int64_t>;

class ShapeFolder {
 public:
  explicit ShapeFolder(graph::Graph& graph) : graph_(graph) {}

  void fold() {
    for (graph::Node& node : graph_.nodes) {
      if (node.outputs.size() != 1) continue;
      if (std::optional<Numbers> result = compute(node))
        known_[node.outputs[0]] = std::move(*result);
      else if (node.code == ops::reshape_code)
        fold_reshape(node);
      else if (node.code == ops::expand_dims_code || node.code == ops::squeeze_code)
        turn_into_reshape(node);
    }
    drop_unread();
  }

 private:
  std::optional<Numbers> numbers_of(graph::TensorId id) const {
    if (id == graph::no_tensor) return {};
    if (const auto found = known_.find(id); found != known_.end()) return found->second;
    const graph::Tensor& tensor = graph_.at(id);
    if (!tensor.is_constant() || tensor.data->dtype() != DType::int32) return {};
    const auto values = std::as_const(*tensor.data).values<std::int32_t>();
    if (values.size() > most_numbers) return {};
    return Numbers(values.begin(), values.end());
  }

  std::optional<Numbers> compute(const graph::Node& node) const {
    if (node.code == ops::shape_code && node.inputs.size() == 1 && node.inputs[0] != graph::no_tensor) {
      const Shape& shape = graph_.at(node.inputs[0]).shape;
      return shape.size() <= most_numbers ? std::optional(Numbers(shape.begin(), shape.end())) : std::nullopt;
    }
    const bool computes = node.code == ops::strided_slice_code || node.code == ops::pack_code ||
                          node.code == ops::concatenation_code || node.code == ops::gather_code;
    if (!computes) return {};
    std::vector<Numbers> operands;
    for (const graph::TensorId id : node.inputs) {
      const std::optional<Numbers> numbers = numbers_of(id);
      if (!numbers) return {};
      operands.push_back(*numbers);
    }
    if (node.code == ops::strided_slice_code) return slice(node, operands);
    if (node.code == ops::gather_code) return gather(operands);
    return join(node, operands);
  }

  static std::optional<Numbers> slice(const graph::Node& node, const std::vector<Numbers>& operands) {
    const auto& options = ops::options_of<tflite::StridedSliceOptionsT>(node);
    const bool plain = operands.size() == 4 && options.ellipsis_mask == 0 && options.new_axis_mask == 0;
    if (!plain || operands[1].size() != 1 || operands[2].size() != 1 || operands[3] != Numbers{1}) return {};
    const auto count = static_cast<std::int64_t>(operands[0].size());
    const auto from_end = [&](std::int64_t place) {
      return std::clamp<std::int64_t>(place < 0 ? place + count : place, 0, count);
    };
    const std::int64_t begin = (options.begin_mask & 1) != 0 ? 0 : from_end(operands[1][0]);
    std::int64_t end = (options.end_mask & 1) != 0 ? count : from_end(operands[2][0]);
    if ((options.shrink_axis_mask & 1) != 0) end = std::min(begin + 1, count);
    if (begin >= end) return {};
    return Numbers(operands[0].begin() + begin, operands[0].begin() + end);
  }

  static std::optional<Numbers> gather(const std::vector<Numbers>& operands) {
    if (operands.size() != 2) return {};
    Numbers result;
    for (const std::int64_t place : operands[1]) {
      if (place < 0 || place >= static_cast<std::int64_t>(operands[0].size())) return {};
      result.push_back(operands[0][static_cast<std::size_t>(place)]);
    }
    return result;
  }

  /// Single numbers, or lists, one behind the other.
  std::optional<Numbers> join(const graph::Node& node, const std::vector<Numbers>& operands) const {
    if (graph_.at(node.outputs[0]).dtype != DType::int32 || graph_.at(node.outputs[0]).shape.size() != 1) return {};
    Numbers result;
    for (const Numbers& numbers : operands) result.insert(result.end(), numbers.begin(), numbers.end());
    return result.size() <= most_numbers ? std::optional(result) : std::nullopt;
  }

  void fold_reshape(graph::Node& node) {
    if (node.inputs.size() != 2 || node.inputs[1] == graph::no_tensor || graph_.at(node.inputs[1]).is_constant())
      return;
    if (const std::optional<Numbers> shape = numbers_of(node.inputs[1])) node.inputs[1] = add_constant(node, *shape);
  }

  /// By the shape that the file gives to the result.
  void turn_into_reshape(graph::Node& node) {
    if (node.inputs.empty() || node.inputs[0] == graph::no_tensor || graph_.at(node.outputs[0]).dtype != DType::float32)
      return;
    const Shape& shape = graph_.at(node.outputs[0]).shape;
    if (std::count(shape.begin(), shape.end(), unknown_length) > 1 || shape.size() > most_numbers) return;
    node.inputs = {node.inputs[0], add_constant(node, shape)};
    node.code = ops::reshape_code;
    node.options = nullptr;
    node.version = 1;
    node.file_place = graph::not_from_file;
  }

  graph::TensorId add_constant(const graph::Node& node, const Numbers& numbers) {
    graph::Tensor tensor;
    tensor.name = graph_.at(node.outputs[0]).name + "/shape";
    tensor.dtype = DType::int32;
    tensor.shape = {static_cast<std::int64_t>(numbers.size())};
    tensor.data = std::make_shared<Array>(DType::int32, tensor.shape);
    std::transform(numbers.begin(), numbers.end(), tensor.data->values<std::int32_t>().begin(),
                   [](std::int64_t number) { return static_cast<std::int32_t>(number); });
    return graph_.add(std::move(tensor));
  }

  /// From the last to the first, what computed a shape that nobody reads any more.
  void drop_unread() {
    for (std::size_t i = graph_.nodes.size(); i-- > 0;) {
      const graph::Node& node = graph_.nodes[i];
      if (node.outputs.size() != 1 || !known_.contains(node.outputs[0])) continue;
      if (graph_.reader_count(node.outputs[0]) != 0 || graph_.is_output(node.outputs[0])) continue;
      graph_.nodes.erase(graph_.nodes.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }

  graph::Graph& graph_;
  std::map<graph::TensorId, Numbers> known_;
};

}  // namespace

void fold_shapes(graph::Graph& graph) { ShapeFolder(graph).fold(); }

}  // namespace kvant::passes
