// SPDX-License-Identifier: Apache-2.0
// The walk over an ONNX model's nodes, and what all of them need.
#include "formats/onnx/onnx_lowering.h"

#include "formats/onnx/onnx_format.h"
#include "layers/append_operators.h"
#include "layers/layer.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

namespace kvant::formats {
namespace {

constexpr std::int64_t oldest_operators = 13, newest_operators = 25;

/// Operators whose inputs are places and channels.
bool has_places(const OnnxNode& node) {
  static constexpr std::array<std::string_view, 6> types = {
      "Conv", "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool", "BatchNormalization"};
  return std::find(types.begin(), types.end(), node.type) != types.end();
}

/// The axes longer than 1, the batch among them, as they follow each other in memory.
std::vector<std::size_t> long_axes(const OnnxValue& value, const std::vector<std::size_t>& order) {
  std::vector<std::size_t> axes;
  std::copy_if(order.begin(), order.end(), std::back_inserter(axes),
               [&](std::size_t axis) { return value.shape[axis] != 1; });
  return axes;
}

}  // namespace

std::vector<std::size_t> natural_order(std::size_t rank) {
  std::vector<std::size_t> order(rank);
  std::iota(order.begin(), order.end(), std::size_t{0});
  return order;
}

std::vector<std::size_t> channels_last(std::size_t rank) {
  std::vector<std::size_t> order = natural_order(rank);
  if (rank > 2) std::rotate(order.begin() + 1, order.begin() + 2, order.end());
  return order;
}

Shape stored_sample(const OnnxValue& value) {
  Shape shape;
  for (std::size_t i = 1; i < value.order.size(); ++i) shape.push_back(value.shape[value.order[i]]);
  return shape;
}

std::size_t axis_of(const OnnxLowering& lowering, const OnnxNode& node, std::int64_t axis, std::size_t rank) {
  const auto count = static_cast<std::int64_t>(rank);
  if (axis < -count || axis >= count)
    lowering.fail(node, "an axis must lie within the " + std::to_string(rank) + " there are", std::to_string(axis));
  return static_cast<std::size_t>(axis < 0 ? axis + count : axis);
}

LowerOnnx find_onnx_operator(std::string_view type) {
  for (const auto family : {onnx_products(), onnx_windows(), onnx_arithmetic(), onnx_shapes(), onnx_constants()}) {
    const auto found =
        std::find_if(family.begin(), family.end(), [&](const OnnxOperator& o) { return o.type == type; });
    if (found != family.end()) return found->lower;
  }
  return nullptr;
}

OnnxLowering::OnnxLowering(const OnnxFile& file, const std::string& name) : file_(file), name_(name) {}

void OnnxLowering::fail(const OnnxNode& node, const std::string& what, const std::string& received) const {
  throw Error(name_ + ": " + node.type + " " + node.name, what, received);
}

void OnnxLowering::check_operators() const {
  if (file_.version < oldest_operators || file_.version > newest_operators)
    throw Error(name_, "must have an operator set from 13 to 25; export it again with one of them",
                std::to_string(file_.version));
  std::map<std::string, std::string> lacking;
  for (const OnnxNode& node : file_.nodes) {
    if (find_onnx_operator(node.type) != nullptr) continue;
    std::string& nodes = lacking[node.type];
    nodes += (nodes.empty() ? "" : ", ") + node.name;
  }
  if (lacking.empty()) return;
  std::string text;
  for (const auto& [type, nodes] : lacking) text += (text.empty() ? "" : "; ") + type + " (" + nodes + ")";
  throw Error(name_, "has operators that kvant lacks", text);
}

std::vector<std::size_t> OnnxLowering::input_order(const OnnxValueInfo& input) const {
  const auto reads = [&](const OnnxNode& node) {
    return std::find(node.inputs.begin(), node.inputs.end(), input.name) != node.inputs.end();
  };
  const bool is_turned = std::any_of(file_.nodes.begin(), file_.nodes.end(),
                                     [&](const OnnxNode& node) { return node.type == "Transpose" && reads(node); });
  const bool places = std::any_of(file_.nodes.begin(), file_.nodes.end(), has_places);
  return places && !is_turned ? channels_last(input.shape.size()) : natural_order(input.shape.size());
}

void OnnxLowering::add_inputs() {
  for (const OnnxValueInfo& input : file_.inputs) {
    OnnxValue value = {.shape = input.shape, .order = input_order(input)};
    if (value.shape.empty()) throw Error(name_, "the input " + input.name + " must have a batch and one axis or more");
    value.shape[0] = unknown_length;
    for (std::size_t axis = 1; axis < value.shape.size(); ++axis) {
      if (value.shape[axis] < 1)
        throw Error(name_, "the input " + input.name + " must have fixed lengths behind the batch",
                    to_string(input.shape));
    }
    graph::Tensor tensor;
    tensor.name = input.name;
    tensor.shape = stored_sample(value);
    tensor.shape.insert(tensor.shape.begin(), unknown_length);
    element_count(Shape(tensor.shape.begin() + 1, tensor.shape.end()));
    value.id = graph_.add(std::move(tensor));
    graph_.inputs.push_back(value.id);
    graph_.input_names.push_back(input.name);
    if (!values_.emplace(input.name, std::move(value)).second)
      throw Error(name_, "has two inputs of one name", input.name);
  }
}

void OnnxLowering::add_outputs() {
  for (const OnnxValueInfo& output : file_.outputs) {
    const auto found = values_.find(output.name);
    if (found == values_.end() || found->second.is_constant())
      throw Error(name_, "no node computes the output", output.name);
    const OnnxNode place = {.name = output.name, .type = "output"};
    OnnxValue value = found->second;
    const bool known_order = value.order == natural_order(value.rank()) || value.order == channels_last(value.rank());
    if (!known_order) value = reordered(place, value, natural_order(value.rank()));
    if (!value.features.empty()) fail(place, "is a flattening of channels that only a TRANSPOSE could put in order");
    graph_.outputs.push_back(value.id);
    graph_.output_names.push_back(output.name);
  }
  if (graph_.outputs.empty()) throw Error(name_, "has no outputs");
}

graph::Graph OnnxLowering::lower() {
  check_operators();
  add_inputs();
  for (const auto& [name, array] : file_.constants) {
    OnnxValue value;
    value.constant = array;
    if (!values_.emplace(name, std::move(value)).second)
      throw Error(name_, "has an input and a constant of one name", name);
  }
  for (const OnnxNode& node : file_.nodes) {
    if (node.outputs.empty()) fail(node, "has no output");
    find_onnx_operator(node.type)(*this, node);
  }
  add_outputs();
  graph_.signature = "serving_default";
  graph::drop_unused_tensors(graph_);
  graph::check_graph(graph_, name_);
  return std::move(graph_);
}

bool OnnxLowering::has_operand(const OnnxNode& node, std::size_t index) const {
  return index < node.inputs.size() && !node.inputs[index].empty();
}

const OnnxValue& OnnxLowering::operand(const OnnxNode& node, std::size_t index) const {
  if (!has_operand(node, index)) fail(node, "lacks an operand", "number " + std::to_string(index));
  const auto found = values_.find(node.inputs[index]);
  if (found == values_.end()) fail(node, "reads what no node before it computes", node.inputs[index]);
  return found->second;
}

const OnnxValue& OnnxLowering::activation(const OnnxNode& node, std::size_t index) const {
  const OnnxValue& value = operand(node, index);
  if (value.is_constant())
    fail(node, "computes with constants only, which kvant does not do beforehand", node.inputs[index]);
  return value;
}

OnnxValue OnnxLowering::activation(const OnnxNode& node, std::size_t index, const std::vector<std::size_t>& order) {
  return reordered(node, activation(node, index), order);
}

const Array& OnnxLowering::float_constant(const OnnxNode& node, std::size_t index) const {
  const OnnxValue& value = operand(node, index);
  if (!value.is_constant() || value.constant->dtype() != DType::float32)
    fail(node, "needs a float32 constant", node.inputs[index]);
  return *value.constant;
}

std::vector<std::int64_t> OnnxLowering::integer_constant(const OnnxNode& node, std::size_t index) const {
  const OnnxValue& value = operand(node, index);
  if (!value.is_constant() || value.constant->dtype() != DType::int64)
    fail(node, "needs a constant of whole numbers", node.inputs[index]);
  const auto values = value.constant->values<std::int64_t>();
  return {values.begin(), values.end()};
}

OnnxValue OnnxLowering::reordered(const OnnxNode& node, const OnnxValue& value, const std::vector<std::size_t>& order) {
  if (value.rank() != order.size())
    fail(node, "needs an operand of " + std::to_string(order.size()) + " axes", to_string(value.shape));
  if (!value.features.empty()) fail(node, "needs features in an order that only a TRANSPOSE could give");
  if (value.order == order) return value;
  if (long_axes(value, value.order) != long_axes(value, order))
    fail(node, "needs a TRANSPOSE, which kvant lacks", to_string(value.shape));
  OnnxValue result = value;
  result.order = order;
  result.id = reshape(node, value.id, stored_sample(result));
  return result;
}

void OnnxLowering::set(const OnnxNode& node, OnnxValue value) {
  if (!values_.insert_or_assign(node.outputs[0], std::move(value)).second)
    fail(node, "computes what was there before", node.outputs[0]);
}

void OnnxLowering::set_constant(const OnnxNode& node, Array value) {
  OnnxValue made;
  made.constant = std::move(value);
  set(node, std::move(made));
}

graph::TensorId OnnxLowering::append(const OnnxNode& node, graph::Node made) {
  made.layer = node.name;
  return layers::append_node(graph_, std::move(made), node.outputs[0]);
}

graph::TensorId OnnxLowering::constant(const OnnxNode& node, const std::string& what, Array values) {
  return layers::append_constant(graph_, node.name + "/" + what, std::move(values));
}

graph::TensorId OnnxLowering::reshape(const OnnxNode& node, graph::TensorId input, const Shape& sample_shape) {
  return layers::append_reshape(graph_, input, sample_shape, node.name);
}

graph::Graph read_onnx(std::span<const std::byte> bytes, const std::string& file) {
  const OnnxFile onnx = read_onnx_file(bytes, file);
  return OnnxLowering(onnx, file).lower();
}

}  // namespace kvant::formats
