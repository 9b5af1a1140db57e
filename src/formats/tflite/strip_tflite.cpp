// SPDX-License-Identifier: Apache-2.0
// Stripping an unpacked model.
#include "formats/tflite/strip_tflite.h"

#include "kvant_schema/tflite_generated.h"

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace kvant::formats {

void strip(tflite::ModelT& model) {
  model.description.clear();
  model.metadata.clear();
  model.metadata_buffer.clear();
  if (model.subgraphs.size() == 1) model.signature_defs.clear();
  for (auto& subgraph : model.subgraphs) {
    subgraph->name.clear();
    subgraph->debug_metadata_index = -1;
    for (auto& node : subgraph->operators) node->debug_metadata_index = -1;
    for (auto& tensor : subgraph->tensors) {
      tensor->name.clear();
      tensor->shape_signature.clear();
      tensor->has_rank = false;
      if (!tensor->quantization) continue;
      tensor->quantization->min.clear();
      tensor->quantization->max.clear();
      const bool empty = tensor->quantization->scale.empty() &&
                         tensor->quantization->details.type == tflite::QuantizationDetails::NONE;
      if (empty) tensor->quantization.reset();
    }
  }
}

void drop_unused_buffers(tflite::ModelT& model) {
  std::vector<bool> used(model.buffers.size(), false);
  if (!used.empty()) used[0] = true;
  const auto use = [&](std::uint32_t buffer) {
    if (buffer < used.size()) used[buffer] = true;
  };
  for (auto& subgraph : model.subgraphs) {
    for (auto& tensor : subgraph->tensors) use(tensor->buffer);
  }
  for (auto& entry : model.metadata) use(entry->buffer);
  for (const std::int32_t buffer : model.metadata_buffer) use(static_cast<std::uint32_t>(buffer));

  std::vector<std::uint32_t> places(model.buffers.size(), 0);
  std::vector<std::unique_ptr<tflite::BufferT>> kept;
  for (std::size_t i = 0; i < used.size(); ++i) {
    if (!used[i]) continue;
    places[i] = static_cast<std::uint32_t>(kept.size());
    kept.push_back(std::move(model.buffers[i]));
  }
  model.buffers = std::move(kept);
  const auto renumber = [&](std::uint32_t buffer) { return buffer < places.size() ? places[buffer] : buffer; };
  for (auto& subgraph : model.subgraphs) {
    for (auto& tensor : subgraph->tensors) tensor->buffer = renumber(tensor->buffer);
  }
  for (auto& entry : model.metadata) entry->buffer = renumber(entry->buffer);
  for (std::int32_t& buffer : model.metadata_buffer)
    buffer = static_cast<std::int32_t>(renumber(static_cast<std::uint32_t>(buffer)));
}

}  // namespace kvant::formats
