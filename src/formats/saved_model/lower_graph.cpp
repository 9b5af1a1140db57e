// SPDX-License-Identifier: Apache-2.0
// Inputs, then node after node, then outputs; what cannot be lowered is gathered into one error.
#include "formats/saved_model/lower_graph.h"

#include "formats/saved_model/lowering.h"
#include "formats/saved_model/node_walk.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace kvant::formats {
namespace {

constexpr std::size_t most_named = 20;

class Lowered {
 public:
  Lowered(const GraphDef& graph, const Signature& signature, const std::string& name)
      : graph_(graph), signature_(signature), name_(name) {}

  graph::Graph lower(const std::function<std::shared_ptr<Array>(const NodeDef&)>& read_variable) {
    std::set<std::string> ends;
    for (const auto& [key, info] : signature_.inputs) {
      add_input(key, info);
      ends.insert(split_tensor_name(info.tensor).first);
    }
    std::vector<std::string> wanted;
    for (const auto& [key, info] : signature_.outputs) wanted.push_back(info.tensor);
    const NodeWalk walk = walk_nodes(graph_, wanted, ends, name_);
    lowering_.read_variable = read_variable;
    for (const NodeCall& call : walk.calls) values_.push_back(lower_call(call));
    check_refused();
    add_outputs(walk);
    graph::check_graph(lowering_.graph, name_);
    return std::move(lowering_.graph);
  }

 private:
  void add_input(const std::string& key, const SignatureTensor& info) {
    const auto fail = [&](const std::string& what, const std::string& received) {
      throw Error(name_, "input " + key + " " + what, received);
    };
    if (info.type != 1) fail("must be of type float32", "type " + std::to_string(info.type));
    if (!info.shape || info.shape->empty()) fail("must have a batch and known axes", "unknown shape");
    graph::Tensor tensor;
    tensor.name = info.tensor;
    tensor.shape = *info.shape;
    if (tensor.shape[0] > 0) lowering_.fixed_batch = tensor.shape[0];
    tensor.shape[0] = unknown_length;
    if (std::any_of(tensor.shape.begin() + 1, tensor.shape.end(), [](std::int64_t n) { return n < 1; }))
      fail("must have known axes but for the batch", to_string(*info.shape));
    std::int64_t elements = 1;
    for (auto length = tensor.shape.begin() + 1; length != tensor.shape.end(); ++length) {
      if (elements > INT32_MAX / *length) fail("is too large", to_string(*info.shape));
      elements *= *length;
    }
    const graph::TensorId id = lowering_.graph.add(std::move(tensor));
    inputs_[info.tensor] = id;
    lowering_.graph.inputs.push_back(id);
    lowering_.graph.input_names.push_back(key);
  }

  Value lower_call(const NodeCall& call) {
    const NodeDef& node = *call.node;
    if (call.outermost) {
      const auto input = inputs_.find(node.name + ":0");
      if (input != inputs_.end()) return value_of(input->second);
    }
    const Lower lowers = find_lowering(node.op);
    std::vector<Value> operands;
    bool known = true;
    for (const NodeResult& input : call.inputs) {
      operands.push_back(input.number == 0 ? values_[input.call] : Value{});
      known = known && operands.back().known();
      if (input.number > 0 && lowers != nullptr && !refused_nodes_.contains(&node)) {
        const std::string from = values_[input.call].known() ? ": takes a further result of a node" : "";
        if (!from.empty()) refuse(node, from);
      }
    }
    if (lowers == nullptr) return refuse(node, "");
    if (!known) return {};  // what it waits for is refused already
    lowering_.set_node(node, std::move(operands));
    try {
      return lowers(lowering_);
    } catch (const Error& error) {
      if (error.where() == name_) throw;  // the file is at fault, not the node
      const std::string received = error.received().empty() ? "" : ", received " + error.received();
      return refuse(node, ": " + error.problem() + received);
    }
  }

  Value refuse(const NodeDef& node, const std::string& why) {
    if (refused_nodes_.insert(&node).second) refused_.push_back(node.op + " (" + node.name + ")" + why);
    return {};
  }

  void check_refused() const {
    if (refused_.empty()) return;
    std::string list;
    for (std::size_t i = 0; i < std::min(refused_.size(), most_named); ++i) list += (i == 0 ? "" : "; ") + refused_[i];
    if (refused_.size() > most_named) list += "; and " + std::to_string(refused_.size() - most_named) + " more";
    throw Error(name_, "operations that kvant has no operator for, or not in this form: " + list);
  }

  void add_outputs(const NodeWalk& walk) {
    graph::Graph& graph = lowering_.graph;
    std::size_t i = 0;
    for (const auto& [key, info] : signature_.outputs) {
      const NodeResult& result = walk.outputs[i++];
      const graph::TensorId id = result.number == 0 ? values_[result.call].tensor : graph::no_tensor;
      if (id == graph::no_tensor) throw Error(name_, "output " + key + " must be computed from the inputs");
      if (graph.producer(id) >= 0 && !graph.is_output(id)) graph.at(id).name = info.tensor;
      graph.outputs.push_back(id);
      graph.output_names.push_back(key);
    }
  }

  const GraphDef& graph_;
  const Signature& signature_;
  const std::string& name_;
  Lowering lowering_;
  std::map<std::string, graph::TensorId> inputs_;
  std::vector<Value> values_;
  std::vector<std::string> refused_;
  std::set<const NodeDef*> refused_nodes_;
};

}  // namespace

graph::Graph lower_graph(const GraphDef& graph, const Signature& signature,
                         const std::function<std::shared_ptr<Array>(const NodeDef&)>& read_variable,
                         const std::string& name) {
  if (signature.inputs.empty() || signature.outputs.empty())
    throw Error(name, "the signature must have inputs and outputs");
  return Lowered(graph, signature, name).lower(read_variable);
}

}  // namespace kvant::formats
