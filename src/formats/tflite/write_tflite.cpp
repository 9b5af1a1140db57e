// SPDX-License-Identifier: Apache-2.0
// Graph -> .tflite bytes.
//
//   [root offset]["TFL3"] ... tables, built back to front by FlatBuffers ... buffers of constants, aligned to 16
//
// Buffer 0 is empty and stands for "no data"; equal constants share a buffer.
#include "formats/tflite/tflite_format.h"
#include "formats/tflite/update_tflite.h"
#include "kvant_schema/tflite_generated.h"
#include "ops/record.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <map>
#include <string>
#include <tuple>

namespace kvant::formats {
namespace {

using flatbuffers::FlatBufferBuilder;
using flatbuffers::Offset;

constexpr std::size_t buffer_alignment = 16;
constexpr std::size_t runtime_version_bytes = 16;

/// "2.3.0" as numbers; what is missing is 0.
std::array<int, 3> version_numbers(const std::string& text) {
  std::array<int, 3> numbers = {};
  const char *at = text.data(), *const end = at + text.size();
  for (int& number : numbers) {
    at = std::from_chars(at, end, number).ptr;
    if (at != end) ++at;  // the point
  }
  return numbers;
}

class TfliteWriter {
 public:
  TfliteWriter(const graph::Graph& graph, const TfliteWriteOptions& options) : graph_(graph), strip_(options.strip) {}

  std::vector<std::byte> write() {
    collect_codes();
    collect_buffers();
    const auto subgraph = write_subgraph();
    const auto codes = write_codes();
    const auto metadata = write_metadata();
    const auto signatures = write_signatures();
    const auto subgraphs = builder_.CreateVector(std::vector{subgraph});
    Offset<flatbuffers::String> description;
    if (!strip_ && !graph_.description.empty()) description = builder_.CreateString(graph_.description);
    const auto buffers = write_buffers();
    tflite::ModelBuilder model(builder_);
    model.add_version(3);
    model.add_operator_codes(codes);
    model.add_subgraphs(subgraphs);
    model.add_buffers(buffers);
    if (!description.IsNull()) model.add_description(description);
    if (!metadata.IsNull()) model.add_metadata(metadata);
    if (!signatures.IsNull()) model.add_signature_defs(signatures);
    builder_.Finish(model.Finish(), "TFL3");
    const auto* begin = reinterpret_cast<const std::byte*>(builder_.GetBufferPointer());
    return {begin, begin + builder_.GetSize()};
  }

 private:
  using Code = std::pair<std::int32_t, std::int32_t>;  // builtin code, version

  /// One entry for each operator in order of first use; its version is the highest that any use needs.
  void collect_codes() {
    for (const graph::Node& node : graph_.nodes) {
      const std::int32_t version = ops::record_of(node).tflite_version.value(graph_, node);
      const auto known =
          std::find_if(codes_.begin(), codes_.end(), [&](const Code& c) { return c.first == node.code; });
      if (known == codes_.end())
        codes_.emplace_back(node.code, version);
      else
        known->second = std::max(known->second, version);
    }
  }

  std::uint32_t add_buffer(std::string bytes) {
    const auto known = std::find(buffers_.begin() + 1, buffers_.end(), bytes);
    if (known != buffers_.end()) return static_cast<std::uint32_t>(known - buffers_.begin());
    buffers_.push_back(std::move(bytes));
    return static_cast<std::uint32_t>(buffers_.size() - 1);
  }

  void collect_buffers() {
    buffers_.emplace_back();
    for (const graph::Tensor& tensor : graph_.tensors) {
      std::uint32_t buffer = 0;
      if (tensor.is_constant() && !tensor.data->empty()) {
        const auto bytes = std::as_const(*tensor.data).bytes();
        buffer = add_buffer({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
      }
      tensor_buffers_.push_back(buffer);
    }
    if (strip_) return;
    std::map<std::string, std::string> metadata = graph_.metadata;
    metadata["min_runtime_version"] = min_runtime_version();
    for (auto& [name, bytes] : metadata) metadata_.emplace_back(name, add_buffer(bytes));
  }

  /// The newest runtime that any operator needs, in 16 bytes padded with zeros.
  std::string min_runtime_version() const {
    std::array<int, 3> newest = {1, 5, 0};
    std::string text = "1.5.0";
    for (const auto& [code, version] : codes_) {
      const std::string needed = ops::find_record(code)->min_runtime.value(version);
      const std::array<int, 3> numbers = version_numbers(needed);
      if (numbers > newest) std::tie(newest, text) = std::make_pair(numbers, needed);
    }
    text.resize(runtime_version_bytes, '\0');
    return text;
  }

  Offset<tflite::QuantizationParameters> write_quantization(const graph::Quantization& quantization) {
    if (!quantization.present()) return {};
    const auto scales = builder_.CreateVector(quantization.scales);
    const auto zero_points = builder_.CreateVector(quantization.zero_points);
    tflite::QuantizationParametersBuilder table(builder_);
    table.add_scale(scales);
    table.add_zero_point(zero_points);
    table.add_quantized_dimension(quantization.axis);
    return table.Finish();
  }

  Offset<tflite::Tensor> write_tensor(const graph::Tensor& tensor, std::uint32_t buffer) {
    std::vector<std::int32_t> shape, signature;
    for (std::int64_t length : tensor.shape) {
      shape.push_back(length == unknown_length ? 1 : static_cast<std::int32_t>(length));
      signature.push_back(static_cast<std::int32_t>(length));
    }
    const auto quantization = write_quantization(tensor.quantization);
    Offset<flatbuffers::String> name;
    if (!strip_ && !tensor.name.empty()) name = builder_.CreateSharedString(tensor.name);
    const auto shape_vector = builder_.CreateVector(shape);
    Offset<flatbuffers::Vector<std::int32_t>> signature_vector;
    if (!strip_ && shape != signature) signature_vector = builder_.CreateVector(signature);
    tflite::TensorBuilder table(builder_);
    table.add_shape(shape_vector);
    table.add_type(static_cast<tflite::TensorType>(tensor.dtype));
    table.add_buffer(buffer);
    if (!name.IsNull()) table.add_name(name);
    if (!quantization.IsNull()) table.add_quantization(quantization);
    if (!signature_vector.IsNull()) table.add_shape_signature(signature_vector);
    if (!strip_) table.add_has_rank(true);
    return table.Finish();
  }

  Offset<tflite::Operator> write_node(const graph::Node& node) {
    const auto code = std::find_if(codes_.begin(), codes_.end(), [&](const Code& c) { return c.first == node.code; });
    Offset<void> options;
    if (node.options) options = node.options->Pack(builder_);
    const auto inputs = builder_.CreateVector(node.inputs);
    const auto outputs = builder_.CreateVector(node.outputs);
    tflite::OperatorBuilder table(builder_);
    table.add_opcode_index(static_cast<std::uint32_t>(code - codes_.begin()));
    table.add_inputs(inputs);
    table.add_outputs(outputs);
    if (!options.IsNull()) {
      table.add_builtin_options_type(node.options->type);
      table.add_builtin_options(options);
    }
    return table.Finish();
  }

  Offset<tflite::SubGraph> write_subgraph() {
    std::vector<Offset<tflite::Tensor>> tensors;
    for (std::size_t i = 0; i < graph_.tensors.size(); ++i) {
      tensors.push_back(write_tensor(graph_.tensors[i], tensor_buffers_[i]));
    }
    std::vector<Offset<tflite::Operator>> nodes;
    for (const graph::Node& node : graph_.nodes) nodes.push_back(write_node(node));
    Offset<flatbuffers::String> name;
    if (!strip_) name = builder_.CreateString("main");
    const auto tensor_vector = builder_.CreateVector(tensors);
    const auto inputs = builder_.CreateVector(graph_.inputs);
    const auto outputs = builder_.CreateVector(graph_.outputs);
    const auto node_vector = builder_.CreateVector(nodes);
    tflite::SubGraphBuilder table(builder_);
    table.add_tensors(tensor_vector);
    table.add_inputs(inputs);
    table.add_outputs(outputs);
    table.add_operators(node_vector);
    if (!name.IsNull()) table.add_name(name);
    return table.Finish();
  }

  Offset<flatbuffers::Vector<Offset<tflite::OperatorCode>>> write_codes() {
    std::vector<Offset<tflite::OperatorCode>> tables;
    for (const auto& [code, version] : codes_) {
      tflite::OperatorCodeBuilder table(builder_);
      table.add_deprecated_builtin_code(static_cast<std::int8_t>(std::min(code, 127)));
      table.add_version(version);
      table.add_builtin_code(static_cast<tflite::BuiltinOperator>(code));
      tables.push_back(table.Finish());
    }
    return builder_.CreateVector(tables);
  }

  Offset<flatbuffers::Vector<Offset<tflite::Metadata>>> write_metadata() {
    if (metadata_.empty()) return {};
    std::vector<Offset<tflite::Metadata>> tables;
    for (const auto& [name, buffer] : metadata_) {
      tables.push_back(tflite::CreateMetadata(builder_, builder_.CreateSharedString(name), buffer));
    }
    return builder_.CreateVector(tables);
  }

  Offset<flatbuffers::Vector<Offset<tflite::TensorMap>>> write_tensor_maps(const std::vector<std::string>& names,
                                                                           const std::vector<graph::TensorId>& ids) {
    std::vector<Offset<tflite::TensorMap>> maps;
    for (std::size_t i = 0; i < ids.size() && i < names.size(); ++i) {
      maps.push_back(
          tflite::CreateTensorMap(builder_, builder_.CreateSharedString(names[i]), static_cast<std::uint32_t>(ids[i])));
    }
    return builder_.CreateVector(maps);
  }

  Offset<flatbuffers::Vector<Offset<tflite::SignatureDef>>> write_signatures() {
    if (strip_ || graph_.signature.empty()) return {};
    const auto inputs = write_tensor_maps(graph_.input_names, graph_.inputs);
    const auto outputs = write_tensor_maps(graph_.output_names, graph_.outputs);
    const auto key = builder_.CreateSharedString(graph_.signature);
    tflite::SignatureDefBuilder table(builder_);
    table.add_inputs(inputs);
    table.add_outputs(outputs);
    table.add_signature_key(key);
    return builder_.CreateVector(std::vector{table.Finish()});
  }

  Offset<flatbuffers::Vector<Offset<tflite::Buffer>>> write_buffers() {
    std::vector<Offset<tflite::Buffer>> tables;
    for (const std::string& bytes : buffers_) {
      Offset<flatbuffers::Vector<std::uint8_t>> data;
      if (!bytes.empty()) {
        builder_.ForceVectorAlignment(bytes.size(), 1, buffer_alignment);
        data = builder_.CreateVector(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
      }
      tflite::BufferBuilder table(builder_);
      if (!data.IsNull()) table.add_data(data);
      tables.push_back(table.Finish());
    }
    return builder_.CreateVector(tables);
  }

  const graph::Graph& graph_;
  bool strip_;
  FlatBufferBuilder builder_;
  std::vector<Code> codes_;
  std::vector<std::string> buffers_;
  std::vector<std::uint32_t> tensor_buffers_;
  std::vector<std::pair<std::string, std::uint32_t>> metadata_;
};

}  // namespace

std::vector<std::byte> write_tflite(const graph::Graph& graph, const TfliteWriteOptions& options) {
  graph::check_graph(graph, "model to write");
  if (graph.file != nullptr) return update_tflite(graph, options);
  return TfliteWriter(graph, options).write();
}

}  // namespace kvant::formats
