// SPDX-License-Identifier: Apache-2.0
// Numbers to bytes and back.
#include "memory/stored_plan_format.h"

namespace kvant::memory {
namespace {

constexpr std::size_t header = 3;  ///< version, subgraph, number of tensors

void append(std::string& bytes, std::int32_t number) {
  const auto bits = static_cast<std::uint32_t>(number);
  for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(bits >> shift & 0xFF);
}

std::int32_t number_at(const std::string& bytes, std::size_t index) {
  std::uint32_t bits = 0;
  for (std::size_t i = 4; i-- > 0;) bits = bits << 8 | static_cast<unsigned char>(bytes[4 * index + i]);
  return static_cast<std::int32_t>(bits);
}

}  // namespace

std::string write_stored_plan(const graph::Graph& graph, const MemoryPlan& plan) {
  std::vector<std::int32_t> offsets(graph.tensors.size(), -1);
  for (std::size_t i = 0; i < plan.lives.size(); ++i)
    offsets[static_cast<std::size_t>(plan.lives[i].tensor)] = static_cast<std::int32_t>(plan.offsets[i]);
  std::string bytes;
  append(bytes, 1);
  append(bytes, 0);
  append(bytes, static_cast<std::int32_t>(offsets.size()));
  for (std::int32_t offset : offsets) append(bytes, offset);
  return bytes;
}

std::optional<std::vector<std::int32_t>> read_stored_plan(const graph::Graph& graph) {
  const auto entry = graph.metadata.find(stored_plan_name);
  if (entry == graph.metadata.end()) return std::nullopt;
  const std::string& bytes = entry->second;
  const std::size_t tensors = graph.tensors.size();
  if (bytes.size() / 4 < header + tensors || static_cast<std::size_t>(number_at(bytes, 2)) != tensors)
    return std::nullopt;
  std::vector<std::int32_t> offsets;
  for (std::size_t i = 0; i < tensors; ++i) offsets.push_back(number_at(bytes, header + i));
  return offsets;
}

void apply_order(graph::Graph& graph, const Order& order) {
  std::vector<graph::Node> nodes;
  for (std::size_t node : order) nodes.push_back(std::move(graph.nodes.at(node)));
  graph.nodes = std::move(nodes);
}

}  // namespace kvant::memory
