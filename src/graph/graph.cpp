// SPDX-License-Identifier: Apache-2.0
// Questions to a graph, and keeping it tidy.
#include "graph/graph.h"

#include <kvant/types/error.h>

#include <algorithm>

namespace kvant::graph {

int Graph::reader_count(TensorId id) const {
  int count = 0;
  for (const Node& node : nodes) count += static_cast<int>(std::count(node.inputs.begin(), node.inputs.end(), id));
  return count;
}

int Graph::producer(TensorId id) const {
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const auto& written = nodes[i].outputs;
    if (std::find(written.begin(), written.end(), id) != written.end()) return static_cast<int>(i);
  }
  return -1;
}

bool Graph::is_output(TensorId id) const { return std::find(outputs.begin(), outputs.end(), id) != outputs.end(); }

void drop_unused_tensors(Graph& graph) {
  std::vector<TensorId> order;
  std::vector<bool> found(graph.tensors.size(), false);
  const auto keep = [&](TensorId id) {
    if (id == no_tensor || found.at(static_cast<std::size_t>(id))) return;
    found[static_cast<std::size_t>(id)] = true;
    order.push_back(id);
  };
  for (TensorId id : graph.inputs) keep(id);
  for (const Node& node : graph.nodes) {
    for (TensorId id : node.inputs) {
      if (id != no_tensor && (graph.at(id).is_constant() || graph.at(id).keeps_state)) keep(id);
    }
  }
  for (const Node& node : graph.nodes) {
    for (TensorId id : node.outputs) keep(id);
  }
  for (TensorId id : graph.outputs) keep(id);

  std::vector<Tensor> kept;
  std::vector<TensorId> renumbered(graph.tensors.size(), no_tensor);
  for (TensorId id : order) {
    renumbered[static_cast<std::size_t>(id)] = static_cast<TensorId>(kept.size());
    kept.push_back(std::move(graph.at(id)));
  }
  graph.tensors = std::move(kept);
  const auto renumber = [&](std::vector<TensorId>& ids) {
    for (TensorId& id : ids) {
      if (id != no_tensor) id = renumbered[static_cast<std::size_t>(id)];
    }
  };
  renumber(graph.inputs);
  renumber(graph.outputs);
  for (Node& node : graph.nodes) {
    renumber(node.inputs);
    renumber(node.outputs);
  }
}

Graph with_batch(const Graph& graph, std::int64_t batch) {
  Graph fixed = graph;
  for (Tensor& tensor : fixed.tensors) std::replace(tensor.shape.begin(), tensor.shape.end(), unknown_length, batch);
  return fixed;
}

void check_graph(const Graph& graph, const std::string& name) {
  const auto count = static_cast<TensorId>(graph.tensors.size());
  std::vector<bool> known(graph.tensors.size(), false);
  for (std::size_t i = 0; i < graph.tensors.size(); ++i)
    known[i] = graph.tensors[i].is_constant() || graph.tensors[i].keeps_state;
  const auto check_index = [&](TensorId id, const std::string& where) {
    if (id < 0 || id >= count) {
      throw Error(name, where + " refers to a tensor outside the " + std::to_string(count), std::to_string(id));
    }
  };
  for (TensorId id : graph.inputs) {
    check_index(id, "graph input");
    known[static_cast<std::size_t>(id)] = true;
  }
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const std::string where = "operator " + std::to_string(i);
    for (TensorId id : graph.nodes[i].inputs) {
      if (id == no_tensor) continue;
      check_index(id, where);
      if (!known[static_cast<std::size_t>(id)])
        throw Error(name, where + " reads a tensor before it is written", std::to_string(id));
    }
    for (TensorId id : graph.nodes[i].outputs) {
      check_index(id, where);
      if (graph.at(id).is_constant()) throw Error(name, where + " writes a constant", std::to_string(id));
      known[static_cast<std::size_t>(id)] = true;
    }
  }
  for (TensorId id : graph.outputs) {
    check_index(id, "graph output");
    if (!known[static_cast<std::size_t>(id)]) throw Error(name, "a graph output is never written", std::to_string(id));
  }
}

}  // namespace kvant::graph
