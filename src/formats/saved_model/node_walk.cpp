// SPDX-License-Identifier: Apache-2.0
// Walks without recursion, since graphs may be as deep as they are long.
#include "formats/saved_model/node_walk.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

namespace kvant::formats {
namespace {

constexpr std::size_t deepest_call = 64;
constexpr std::size_t most_steps = 4'000'000;
constexpr std::size_t most_nodes = 1'000'000;

constexpr std::array<std::string_view, 6> passing_on = {"Identity",        "IdentityN", "StopGradient",
                                                        "PreventGradient", "Snapshot",  "EnsureShape"};

bool passes_on(const std::string& op) {
  return std::find(passing_on.begin(), passing_on.end(), op) != passing_on.end();
}

std::size_t number_of(const std::string& digits) {
  std::size_t number = 0;
  for (const char c : digits) number = c >= '0' && c <= '9' && number < 100000 ? 10 * number + (c - '0') : 1000000;
  return number;
}

/// The nodes of the graph or of a function, by name.
struct Body {
  const FunctionDef* function = nullptr;  ///< null: the graph itself
  std::map<std::string, const NodeDef*> nodes;
};

/// One call of a function.
struct Scope {
  const Body* body = nullptr;
  std::size_t caller_scope = 0;
  const NodeDef* caller = nullptr;
  std::size_t depth = 0;
};

/// A result in a scope, by names.
struct Place {
  std::size_t scope = 0;
  std::string tensor;
};

/// A node in a scope.
using Key = std::pair<std::size_t, const NodeDef*>;

class Walk {
 public:
  Walk(const GraphDef& graph, const std::set<std::string>& inputs, const std::string& name)
      : graph_(graph), inputs_(inputs), name_(name) {
    for (const NodeDef& node : graph.nodes) outermost_.nodes[node.name] = &node;
    scopes_.push_back({.body = &outermost_});
  }

  NodeWalk walk(const std::vector<std::string>& outputs) {
    NodeWalk walked;
    for (const std::string& output : outputs) {
      const auto [key, number] = resolve({0, output});
      visit(key);
      walked.outputs.push_back({places_.at(key), number});
    }
    walked.calls = std::move(calls_);
    return walked;
  }

 private:
  [[noreturn]] void fail(const std::string& what, const std::string& received = {}) const {
    throw Error(name_, what, received);
  }

  void step() {
    if (++steps_ > most_steps) fail("functions and identities go on and on");
  }

  const Body& body_of(const std::string& function) {
    const auto known = bodies_.find(function);
    if (known != bodies_.end()) return known->second;
    Body& body = bodies_[function];
    body.function = &graph_.functions.at(function);
    for (const NodeDef& node : body.function->nodes) body.nodes[node.name] = &node;
    return body;
  }

  /// The function that a node calls; empty: it calls none.
  std::string called(const NodeDef& node) const {
    if (graph_.functions.contains(node.op)) return node.op;
    if (node.op != "PartitionedCall" && node.op != "StatefulPartitionedCall") return {};
    std::string function = node.function("f");
    if (!graph_.functions.contains(function)) fail(node.name + " calls a function that is not there", function);
    return function;
  }

  std::size_t scope_of(std::size_t caller_scope, const NodeDef& caller, const std::string& function) {
    const auto known = scope_places_.find({caller_scope, &caller});
    if (known != scope_places_.end()) return known->second;
    const std::size_t depth = scopes_[caller_scope].depth + 1;
    if (depth > deepest_call) fail("functions call each other more than 64 deep", function);
    scopes_.push_back({&body_of(function), caller_scope, &caller, depth});
    return scope_places_[{caller_scope, &caller}] = scopes_.size() - 1;
  }

  /// The node that really makes a result, and which of its results it is: through calls, arguments and identities.
  std::pair<Key, std::size_t> resolve(Place place) {
    while (true) {
      step();
      const Scope scope = scopes_[place.scope];
      const std::size_t colon = place.tensor.find(':'), last = place.tensor.rfind(':');
      const std::string node_name = place.tensor.substr(0, colon);
      const std::string output = last == colon ? "" : place.tensor.substr(colon + 1, last - colon - 1);
      const std::size_t number = last == std::string::npos ? 0 : number_of(place.tensor.substr(last + 1));
      const auto found = scope.body->nodes.find(node_name);
      if (found == scope.body->nodes.end()) {
        place = argument(scope, node_name, place.tensor);
        continue;
      }
      const NodeDef& node = *found->second;
      if (place.scope == 0 && inputs_.contains(node.name)) return {{0, &node}, number};
      if (passes_on(node.op)) {
        if (number >= node.inputs.size()) fail(node.name + " has no such result", place.tensor);
        place.tensor = node.inputs[number];
        continue;
      }
      const std::string function = called(node);
      // Batch normalization has further results, of which training needs some.
      if (function.empty()) return {{place.scope, &node}, output.empty() || output != "y" ? number : 0};
      const std::size_t inner = scope_of(place.scope, node, function);
      place = {inner, result(*scopes_[inner].body->function, number, node)};
    }
  }

  std::string result(const FunctionDef& function, std::size_t number, const NodeDef& node) const {
    if (number >= function.outputs.size()) fail(node.name + " has no result", std::to_string(number));
    const auto found = function.results.find(function.outputs[number]);
    if (found == function.results.end()) fail("a function has no result " + function.outputs[number]);
    return found->second;
  }

  Place argument(const Scope& scope, const std::string& argument_name, const std::string& tensor) const {
    if (scope.body->function == nullptr) fail("the graph has no node " + argument_name, tensor);
    const auto& names = scope.body->function->inputs;
    const auto found = std::find(names.begin(), names.end(), argument_name);
    if (found == names.end()) fail("a function has no node or argument " + argument_name, tensor);
    const auto index = static_cast<std::size_t>(found - names.begin());
    if (index >= scope.caller->inputs.size()) fail(scope.caller->name + " is called with too few arguments");
    return {scope.caller_scope, scope.caller->inputs[index]};
  }

  struct Frame {
    Key key;
    NodeCall call;
    std::size_t next = 0;
  };

  Frame frame_of(const Key& key) const {
    return {key, {.node = key.second, .outermost = key.first == 0, .inputs = {}}, 0};
  }
  bool ends(const Key& key) const { return key.first == 0 && inputs_.contains(key.second->name); }

  void visit(const Key& wanted) {
    if (places_.contains(wanted)) return;
    std::vector<Frame> open = {frame_of(wanted)};
    open_.insert(wanted);
    while (!open.empty()) {
      Frame& frame = open.back();
      if (ends(frame.key) || frame.next == frame.call.node->inputs.size()) {
        finish(std::move(frame));
        open.pop_back();
        continue;
      }
      const auto [key, number] = resolve({frame.key.first, frame.call.node->inputs[frame.next]});
      const auto place = places_.find(key);
      if (place != places_.end()) {
        frame.call.inputs.push_back({place->second, number});
        ++frame.next;
        continue;
      }
      if (!open_.insert(key).second) fail("nodes take each other's results in a circle", key.second->name);
      open.push_back(frame_of(key));
    }
  }

  void finish(Frame frame) {
    if (calls_.size() >= most_nodes) fail("has more than a million nodes");
    places_[frame.key] = calls_.size();
    calls_.push_back(std::move(frame.call));
  }

  const GraphDef& graph_;
  const std::set<std::string>& inputs_;
  const std::string& name_;
  Body outermost_;
  std::map<std::string, Body> bodies_;
  std::vector<Scope> scopes_;
  std::map<Key, std::size_t> scope_places_, places_;
  std::set<Key> open_;
  std::vector<NodeCall> calls_;
  std::size_t steps_ = 0;
};

}  // namespace

NodeWalk walk_nodes(const GraphDef& graph, const std::vector<std::string>& outputs, const std::set<std::string>& inputs,
                    const std::string& name) {
  return Walk(graph, inputs, name).walk(outputs);
}

std::pair<std::string, std::size_t> split_tensor_name(const std::string& tensor) {
  const std::size_t colon = tensor.rfind(':');
  if (colon == std::string::npos) return {tensor, 0};
  return {tensor.substr(0, colon), number_of(tensor.substr(colon + 1))};
}

}  // namespace kvant::formats
