// SPDX-License-Identifier: Apache-2.0
// .tflite bytes -> the graph of the main subgraph.
#include "formats/tflite/check_tflite.h"
#include "formats/tflite/tflite_format.h"
#include "formats/tflite/tflite_tensor.h"
#include "kvant_schema/tflite_generated.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <cstring>
#include <string>

namespace kvant::formats {
namespace {

class TfliteReader {
 public:
  TfliteReader(std::span<const std::byte> bytes, std::string_view name) : bytes_(bytes), name_(name) {}

  graph::Graph read() {
    check_tflite(bytes_, name_);
    tflite::GetModel(bytes_.data())->UnPackTo(&model_);
    const tflite::SubGraphT& main = *model_.subgraphs.at(0);
    for (const auto& tensor : main.tensors) graph_.tensors.push_back(read_tensor(*tensor));
    for (const auto& node : main.operators) graph_.nodes.push_back(read_node(*node));
    graph_.inputs = main.inputs;
    graph_.outputs = main.outputs;
    graph_.description = model_.description;
    mark_empty_constants();
    read_metadata();
    graph::check_graph(graph_, name_);
    read_signature();
    number_places();
    graph_.file = std::make_shared<const std::vector<std::byte>>(bytes_.begin(), bytes_.end());
    return std::move(graph_);
  }

 private:
  [[noreturn]] void fail(const std::string& what, const std::string& received = {}) const {
    throw Error(name_, what, received);
  }

  graph::Tensor read_tensor(const tflite::TensorT& from) {
    graph::Tensor tensor;
    tensor.name = from.name;
    tensor.dtype = static_cast<DType>(from.type);
    tensor.shape.assign(from.shape.begin(), from.shape.end());
    for (std::int64_t length : tensor.shape) {
      if (length < 0) fail("tensor " + from.name + " has a negative axis", to_string(tensor.shape));
    }
    read_constant(from, tensor);
    tensor.shape = shape_of(from);
    tensor.keeps_state = from.is_variable;
    tensor.quantization = quantization_of(from);
    if (tensor.quantization.zero_points.size() != tensor.quantization.scales.size()) {
      fail("tensor " + from.name + " has scales and zero points of different number",
           std::to_string(tensor.quantization.zero_points.size()));
    }
    return tensor;
  }

  void read_constant(const tflite::TensorT& from, graph::Tensor& tensor) {
    if (from.buffer >= model_.buffers.size()) {
      if (from.buffer == 0) return;
      fail("tensor " + from.name + " refers to a buffer that is not there", std::to_string(from.buffer));
    }
    const auto& data = model_.buffers[from.buffer]->data;
    if (data.empty()) return;
    if (size_of(tensor.dtype) == 0 || from.sparsity) {  // strings, packed and sparse numbers: kept as their bytes
      tensor.data = std::make_shared<Array>(DType::uint8, Shape{static_cast<std::int64_t>(data.size())});
    } else {
      const auto wanted = static_cast<std::uint64_t>(element_count(tensor.shape)) * size_of(tensor.dtype);
      if (wanted != data.size()) {
        fail("tensor " + from.name + " of shape " + to_string(tensor.shape) + " needs " + std::to_string(wanted) +
                 " bytes",
             std::to_string(data.size()));
      }
      tensor.data = std::make_shared<Array>(tensor.dtype, tensor.shape);
    }
    std::memcpy(tensor.data->bytes().data(), data.data(), data.size());
  }

  graph::Node read_node(const tflite::OperatorT& from) {
    if (from.opcode_index >= model_.operator_codes.size()) {
      fail("an operator refers to an operator code that is not there", std::to_string(from.opcode_index));
    }
    const tflite::OperatorCodeT& code = *model_.operator_codes[from.opcode_index];
    graph::Node node;
    node.code =
        std::max(static_cast<std::int32_t>(code.builtin_code), static_cast<std::int32_t>(code.deprecated_builtin_code));
    node.version = code.version;
    node.custom_code = code.custom_code;
    if (from.builtin_options.value != nullptr) {
      node.options = std::make_shared<tflite::BuiltinOptionsUnion>(from.builtin_options);
    }
    node.inputs = from.inputs;
    node.outputs = from.outputs;
    if (!from.outputs.empty() && from.outputs[0] >= 0 &&
        static_cast<std::size_t>(from.outputs[0]) < graph_.tensors.size()) {
      node.layer = graph_.at(from.outputs[0]).name;
    }
    return node;
  }

  /// Numbers of an empty shape have no bytes that would tell them from a result.
  void mark_empty_constants() {
    std::vector<bool> made(graph_.tensors.size(), false);
    const auto mark = [&](graph::TensorId id) {
      if (id >= 0 && static_cast<std::size_t>(id) < made.size()) made[static_cast<std::size_t>(id)] = true;
    };
    for (const graph::TensorId id : graph_.inputs) mark(id);
    for (const graph::Node& node : graph_.nodes) std::for_each(node.outputs.begin(), node.outputs.end(), mark);
    for (std::size_t i = 0; i < made.size(); ++i) {
      graph::Tensor& tensor = graph_.tensors[i];
      if (made[i] || tensor.is_constant() || size_of(tensor.dtype) == 0) continue;
      const bool open = std::find(tensor.shape.begin(), tensor.shape.end(), unknown_length) != tensor.shape.end();
      if (!open && element_count(tensor.shape) == 0) tensor.data = std::make_shared<Array>(tensor.dtype, tensor.shape);
    }
  }

  void number_places() {
    for (std::size_t i = 0; i < graph_.tensors.size(); ++i) graph_.tensors[i].file_place = static_cast<std::int32_t>(i);
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) graph_.nodes[i].file_place = static_cast<std::int32_t>(i);
  }

  void read_metadata() {
    for (const auto& entry : model_.metadata) {
      if (entry->buffer >= model_.buffers.size())
        fail("metadata " + entry->name + " refers to a buffer that is not there", std::to_string(entry->buffer));
      const auto& data = model_.buffers[entry->buffer]->data;
      graph_.metadata[entry->name] = std::string(data.begin(), data.end());
    }
  }

  /// The signature's names in the order of the graph's inputs and outputs.
  void read_signature() {
    const auto main = std::find_if(model_.signature_defs.begin(), model_.signature_defs.end(),
                                   [](const auto& signature) { return signature->subgraph_index == 0; });
    if (main == model_.signature_defs.end()) return;
    const tflite::SignatureDefT& signature = **main;
    graph_.signature = signature.signature_key;
    const auto names = [](const auto& maps, const std::vector<graph::TensorId>& ids) {
      std::vector<std::string> result(ids.size());
      for (const auto& map : maps) {
        const auto place = std::find(ids.begin(), ids.end(), static_cast<graph::TensorId>(map->tensor_index));
        if (place != ids.end()) result[static_cast<std::size_t>(place - ids.begin())] = map->name;
      }
      return result;
    };
    graph_.input_names = names(signature.inputs, graph_.inputs);
    graph_.output_names = names(signature.outputs, graph_.outputs);
  }

  std::span<const std::byte> bytes_;
  std::string name_;
  tflite::ModelT model_;
  graph::Graph graph_;
};

}  // namespace

graph::Graph read_tflite(std::span<const std::byte> bytes, std::string_view name) {
  return TfliteReader(bytes, name).read();
}

}  // namespace kvant::formats
