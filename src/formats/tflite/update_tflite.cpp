// SPDX-License-Identifier: Apache-2.0
// The model of a file, unpacked, changed where the graph differs, and packed again.
#include "formats/tflite/update_tflite.h"

#include "formats/tflite/strip_tflite.h"
#include "formats/tflite/tflite_tensor.h"
#include "kvant_schema/tflite_generated.h"
#include "ops/record.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <string>

namespace kvant::formats {
namespace {

using graph::not_from_file;
using graph::TensorId;

/// A kind of options without options is a file's way of saying: none.
void drop_missing_options(tflite::OperatorT& node) {
  if (node.builtin_options.value == nullptr) node.builtin_options.type = tflite::BuiltinOptions::NONE;
  if (node.builtin_options2.value == nullptr) node.builtin_options2.type = tflite::BuiltinOptions2::NONE;
}

class UpdatedModel {
 public:
  explicit UpdatedModel(const graph::Graph& graph)
      : graph_(graph),
        file_(*tflite::GetModel(graph.file->data())),
        main_(*file_.subgraphs()->Get(0)),
        new_places_(count_of(main_.tensors()), not_from_file) {
    file_.UnPackTo(&model_);
    for (auto& subgraph : model_.subgraphs) {
      for (auto& node : subgraph->operators) drop_missing_options(*node);
    }
    subgraph_ = model_.subgraphs.at(0).get();
  }

  tflite::ModelT update() {
    update_tensors();
    subgraph_->operators.clear();
    for (const graph::Node& node : graph_.nodes) subgraph_->operators.push_back(updated(node));
    update_signatures();
    subgraph_->inputs = graph_.inputs;
    subgraph_->outputs = graph_.outputs;
    model_.description = graph_.description;
    update_metadata();
    return std::move(model_);
  }

 private:
  template <class Vector>
  static std::size_t count_of(const Vector* vector) {
    return vector == nullptr ? 0 : vector->size();
  }

  void update_tensors() {
    subgraph_->tensors.clear();
    for (std::size_t i = 0; i < graph_.tensors.size(); ++i) {
      const std::int32_t place = graph_.tensors[i].file_place;
      if (is_in_file(place) && new_places_[static_cast<std::size_t>(place)] == not_from_file)
        new_places_[static_cast<std::size_t>(place)] = static_cast<std::int32_t>(i);
      subgraph_->tensors.push_back(updated(graph_.tensors[i]));
    }
  }
  bool is_in_file(std::int32_t place) const {
    return place >= 0 && static_cast<std::size_t>(place) < new_places_.size();
  }

  /// Where a tensor of the file is now; put back when the graph does not have it.
  std::int32_t new_place(std::int32_t place) {
    if (!is_in_file(place)) return place;
    std::int32_t& found = new_places_[static_cast<std::size_t>(place)];
    if (found == not_from_file) {
      found = static_cast<std::int32_t>(subgraph_->tensors.size());
      subgraph_->tensors.emplace_back(main_.tensors()->Get(static_cast<flatbuffers::uoffset_t>(place))->UnPack());
    }
    return found;
  }

  std::unique_ptr<tflite::TensorT> updated(const graph::Tensor& tensor) {
    auto table = std::make_unique<tflite::TensorT>();
    table->has_rank = true;
    if (is_in_file(tensor.file_place))
      table.reset(main_.tensors()->Get(static_cast<flatbuffers::uoffset_t>(tensor.file_place))->UnPack());
    table->name = tensor.name;
    table->type = static_cast<tflite::TensorType>(tensor.dtype);
    if (shape_of(*table) != tensor.shape) set_shape(*table, tensor.shape);
    const graph::Quantization before = quantization_of(*table);
    const graph::Quantization& now = tensor.quantization;
    if (before.scales != now.scales || before.zero_points != now.zero_points || before.axis != now.axis)
      set_quantization(*table, now);
    set_data(*table, tensor);
    return table;
  }

  static void set_shape(tflite::TensorT& table, const Shape& shape) {
    table.shape.clear();
    table.shape_signature.clear();
    for (std::int64_t length : shape) table.shape.push_back(length == unknown_length ? 1 : std::int32_t(length));
    if (std::find(shape.begin(), shape.end(), unknown_length) == shape.end()) return;
    for (std::int64_t length : shape) table.shape_signature.push_back(std::int32_t(length));
  }

  static void set_quantization(tflite::TensorT& table, const graph::Quantization& quantization) {
    table.quantization = std::make_unique<tflite::QuantizationParametersT>();
    table.quantization->scale = quantization.scales;
    table.quantization->zero_point = quantization.zero_points;
    table.quantization->quantized_dimension = quantization.axis;
  }

  /// A buffer of its own for numbers that are not the file's.
  void set_data(tflite::TensorT& table, const graph::Tensor& tensor) {
    const auto bytes = tensor.is_constant() ? std::as_const(*tensor.data).bytes() : std::span<const std::byte>{};
    const bool known = table.buffer < model_.buffers.size();
    const std::size_t held = known ? model_.buffers[table.buffer]->data.size() : 0;
    if (held == bytes.size() &&
        (held == 0 || std::memcmp(model_.buffers[table.buffer]->data.data(), bytes.data(), held) == 0))
      return;
    table.buffer = 0;
    if (bytes.empty()) return;
    auto buffer = std::make_unique<tflite::BufferT>();
    const auto* begin = reinterpret_cast<const std::uint8_t*>(bytes.data());
    buffer->data.assign(begin, begin + bytes.size());
    table.buffer = static_cast<std::uint32_t>(model_.buffers.size());
    model_.buffers.push_back(std::move(buffer));
  }

  std::unique_ptr<tflite::OperatorT> updated(const graph::Node& node) {
    auto table = std::make_unique<tflite::OperatorT>();
    const bool in_file =
        node.file_place >= 0 && static_cast<std::size_t>(node.file_place) < count_of(main_.operators());
    if (in_file) table.reset(main_.operators()->Get(static_cast<flatbuffers::uoffset_t>(node.file_place))->UnPack());
    drop_missing_options(*table);
    if (!in_file || !keeps_types(node, *table)) table->opcode_index = find_code(node);
    table->inputs = node.inputs;
    table->outputs = node.outputs;
    for (std::int32_t& id : table->intermediates) id = new_place(id);
    table->builtin_options = node.options ? *node.options : tflite::BuiltinOptionsUnion{};
    return table;
  }

  bool keeps_types(const graph::Node& node, const tflite::OperatorT& before) const {
    const ops::Record* record = ops::find_record(node.code);
    if (record == nullptr) return true;
    if (node.inputs.size() != before.inputs.size()) return false;
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
      if ((node.inputs[i] < 0) != (before.inputs[i] < 0)) return false;
      if (node.inputs[i] < 0) continue;
      const auto place = static_cast<flatbuffers::uoffset_t>(before.inputs[i]);
      if (static_cast<tflite::TensorType>(graph_.at(node.inputs[i]).dtype) != main_.tensors()->Get(place)->type())
        return false;
    }
    return true;
  }

  std::uint32_t find_code(const graph::Node& node) {
    const ops::Record* record = ops::find_record(node.code);
    const std::int32_t version = record ? record->tflite_version.value(graph_, node) : node.version;
    for (std::size_t i = 0; i < model_.operator_codes.size(); ++i) {
      const tflite::OperatorCodeT& code = *model_.operator_codes[i];
      const std::int32_t number = std::max(static_cast<std::int32_t>(code.builtin_code),
                                           static_cast<std::int32_t>(code.deprecated_builtin_code));
      if (number == node.code && code.version == version && code.custom_code == node.custom_code)
        return static_cast<std::uint32_t>(i);
    }
    auto code = std::make_unique<tflite::OperatorCodeT>();
    code->builtin_code = static_cast<tflite::BuiltinOperator>(node.code);
    code->deprecated_builtin_code = static_cast<std::int8_t>(std::min(node.code, 127));
    code->custom_code = node.custom_code;
    code->version = version;
    model_.operator_codes.push_back(std::move(code));
    return static_cast<std::uint32_t>(model_.operator_codes.size() - 1);
  }

  /// An input or output of the file's subgraph is the graph's of the same place.
  void update_signatures() {
    for (auto& signature : model_.signature_defs) {
      if (signature->subgraph_index != 0) continue;
      update_maps(signature->inputs, subgraph_->inputs, graph_.inputs);
      update_maps(signature->outputs, subgraph_->outputs, graph_.outputs);
    }
  }
  void update_maps(std::vector<std::unique_ptr<tflite::TensorMapT>>& maps, const std::vector<std::int32_t>& before,
                   const std::vector<TensorId>& now) {
    for (auto& map : maps) {
      const auto id = static_cast<std::int32_t>(map->tensor_index);
      const auto found = static_cast<std::size_t>(std::find(before.begin(), before.end(), id) - before.begin());
      map->tensor_index = static_cast<std::uint32_t>(found < now.size() ? now[found] : new_place(id));
    }
  }

  void update_metadata() {
    auto metadata = graph_.metadata;
    std::vector<std::unique_ptr<tflite::MetadataT>> kept;
    for (auto& entry : model_.metadata) {
      const auto now = metadata.find(entry->name);
      if (now == metadata.end()) continue;
      const auto& data = model_.buffers[entry->buffer]->data;
      if (!std::equal(data.begin(), data.end(), now->second.begin(), now->second.end(),
                      [](std::uint8_t a, char b) { return a == static_cast<std::uint8_t>(b); }))
        entry->buffer = add_buffer(now->second);
      kept.push_back(std::move(entry));
    }
    for (const auto& [name, bytes] : metadata) {
      const bool known = std::any_of(kept.begin(), kept.end(), [&](const auto& entry) { return entry->name == name; });
      if (known) continue;
      kept.push_back(std::make_unique<tflite::MetadataT>());
      kept.back()->name = name;
      kept.back()->buffer = add_buffer(bytes);
    }
    model_.metadata = std::move(kept);
  }
  std::uint32_t add_buffer(const std::string& bytes) {
    auto buffer = std::make_unique<tflite::BufferT>();
    buffer->data.assign(bytes.begin(), bytes.end());
    model_.buffers.push_back(std::move(buffer));
    return static_cast<std::uint32_t>(model_.buffers.size() - 1);
  }

  const graph::Graph& graph_;
  const tflite::Model& file_;
  const tflite::SubGraph& main_;
  std::vector<std::int32_t> new_places_;  ///< of the file's tensors
  tflite::ModelT model_;
  tflite::SubGraphT* subgraph_ = nullptr;
};

}  // namespace

std::vector<std::byte> update_tflite(const graph::Graph& graph, const TfliteWriteOptions& options) {
  tflite::ModelT model = UpdatedModel(graph).update();
  if (options.strip) strip(model);
  const auto* buffers = tflite::GetModel(graph.file->data())->buffers();
  if (options.strip || (buffers != nullptr && model.buffers.size() != buffers->size())) drop_unused_buffers(model);
  flatbuffers::FlatBufferBuilder builder;
  builder.Finish(tflite::Model::Pack(builder, &model), "TFL3");
  const auto* begin = reinterpret_cast<const std::byte*>(builder.GetBufferPointer());
  return {begin, begin + builder.GetSize()};
}

}  // namespace kvant::formats
