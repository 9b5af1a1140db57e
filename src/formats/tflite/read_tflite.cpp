// SPDX-License-Identifier: Apache-2.0
// .tflite bytes -> graph. The bytes are verified as a whole before a single table is followed.
#include "formats/tflite/tflite_format.h"
#include "kvant_schema/tflite_generated.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <cstring>
#include <string>

namespace kvant::formats {
namespace {

constexpr int deepest_table = 64;
constexpr std::size_t most_tables = 1'000'000;

class TfliteReader {
 public:
  TfliteReader(std::span<const std::byte> bytes, std::string_view name) : bytes_(bytes), name_(name) {}

  graph::Graph read() {
    verify();
    tflite::GetModel(bytes_.data())->UnPackTo(&model_);
    if (model_.version != 3) fail("must have schema version 3", std::to_string(model_.version));
    if (model_.subgraphs.size() != 1) fail("must have one subgraph", std::to_string(model_.subgraphs.size()));
    for (auto& tensor : model_.subgraphs[0]->tensors) graph_.tensors.push_back(read_tensor(*tensor));
    for (auto& node : model_.subgraphs[0]->operators) graph_.nodes.push_back(read_node(*node));
    graph_.inputs = model_.subgraphs[0]->inputs;
    graph_.outputs = model_.subgraphs[0]->outputs;
    graph_.description = model_.description;
    read_metadata();
    graph::check_graph(graph_, name_);
    read_signature();
    return std::move(graph_);
  }

 private:
  [[noreturn]] void fail(const std::string& what, const std::string& received = {}) const {
    throw Error(name_, what, received);
  }

  void verify() const {
    if (bytes_.empty()) fail("is empty");
    if (bytes_.size() < 8 || std::memcmp(bytes_.data() + 4, "TFL3", 4) != 0) {
      fail("is not a .tflite file: the identifier TFL3 is missing");
    }
    flatbuffers::Verifier verifier(reinterpret_cast<const std::uint8_t*>(bytes_.data()), bytes_.size(), deepest_table,
                                   most_tables);
    if (!tflite::VerifyModelBuffer(verifier))
      fail("is truncated or damaged: an offset leads outside its " + std::to_string(bytes_.size()) +
           " bytes, or to an odd place");
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
    if (from.shape_signature.size() == tensor.shape.size()) {
      for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
        if (from.shape_signature[i] == unknown_length) tensor.shape[i] = unknown_length;
      }
    }
    if (from.quantization && !from.quantization->scale.empty()) {
      tensor.quantization = {from.quantization->scale, from.quantization->zero_point,
                             from.quantization->quantized_dimension};
      if (tensor.quantization.zero_points.size() != tensor.quantization.scales.size()) {
        fail("tensor " + from.name + " has scales and zero points of different number",
             std::to_string(tensor.quantization.zero_points.size()));
      }
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
    if (size_of(tensor.dtype) == 0) {  // strings and packed types: kept as their bytes
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
    if (from.builtin_options.type != tflite::BuiltinOptions::NONE) {
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
    if (model_.signature_defs.empty()) return;
    const tflite::SignatureDefT& signature = *model_.signature_defs[0];
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
