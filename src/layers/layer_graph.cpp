// SPDX-License-Identifier: Apache-2.0
// Connecting, naming, building and walking layers.
#include "layers/layer_graph.h"

#include "layers/input_layer.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <utility>

namespace kvant::layers {
namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

/// Finds what leads from inputs to outputs, and puts it in the order of keras.Model: by the longest way to an output.
/// Files name weights by that order of layers, and TensorFlow's converter writes operators by that order of calls.
class Walk {
 public:
  Walk(const std::string& model, const std::vector<SymbolicTensorPointer>& inputs,
       const std::vector<SymbolicTensorPointer>& outputs)
      : model_(model), inputs_(inputs) {
    for (const SymbolicTensorPointer& output : outputs) visit(output);
    for (const SymbolicTensorPointer& input : inputs) visit(input);  // also those that no output needs
    find_depths();
    sort_calls();
  }

  /// Every tensor stands behind those that it is computed from.
  const std::vector<SymbolicTensorPointer>& calls() const { return calls_; }
  std::size_t place(const SymbolicTensorPointer& tensor) const {
    return static_cast<std::size_t>(std::find(calls_.begin(), calls_.end(), tensor) - calls_.begin());
  }

  std::vector<std::shared_ptr<Layer>> layers() const {
    std::vector<std::shared_ptr<Layer>> found;
    for (const SymbolicTensorPointer& tensor : visited_) {
      if (std::find(found.begin(), found.end(), tensor->layer) == found.end()) found.push_back(tensor->layer);
    }
    std::sort(found.begin(), found.end(), [&](const auto& a, const auto& b) {
      const std::size_t deep = layer_depths_.at(a.get()), other = layer_depths_.at(b.get());
      return deep != other ? deep > other : meets_.at(a.get()) < meets_.at(b.get());
    });
    return found;
  }

 private:
  void visit(const SymbolicTensorPointer& tensor) {
    if (depths_.contains(tensor.get())) return;
    if (!meets_.contains(tensor->layer.get())) meets_.emplace(tensor->layer.get(), meets_.size());
    if (tensor->inputs.empty() && std::find(inputs_.begin(), inputs_.end(), tensor) == inputs_.end()) {
      throw Error(model_, "an output depends on an Input that is not among the model's inputs", tensor->layer->name(),
                  ErrorKind::usage);
    }
    for (const SymbolicTensorPointer& input : tensor->inputs) visit(input);
    depths_.emplace(tensor.get(), 0);
    visited_.push_back(tensor);
  }

  /// All calls of a layer are as deep as the deepest of them.
  void find_depths() {
    for (std::size_t i = visited_.size(); i-- > 0;) {
      std::size_t& of_layer = layer_depths_[visited_[i]->layer.get()];
      std::size_t& depth = depths_.at(visited_[i].get());
      of_layer = depth = std::max(depth, of_layer);
      for (const SymbolicTensorPointer& input : visited_[i]->inputs) {
        std::size_t& before = depths_.at(input.get());
        before = std::max(before, depth + 1);
      }
    }
  }

  /// The deepest first; equally deep ones as a walk from the outputs back meets them.
  void sort_calls() {
    std::set<const SymbolicTensor*> listed;
    const auto list = [&](const SymbolicTensorPointer& tensor) {
      if (listed.insert(tensor.get()).second) calls_.push_back(tensor);
    };
    for (std::size_t i = visited_.size(); i-- > 0;) {
      list(visited_[i]);
      for (const SymbolicTensorPointer& input : visited_[i]->inputs) list(input);
    }
    std::vector<std::size_t> order(calls_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      const std::size_t deep = depths_.at(calls_[a].get()), other = depths_.at(calls_[b].get());
      return deep != other ? deep > other : a < b;
    });
    std::vector<SymbolicTensorPointer> sorted;
    for (const std::size_t i : order) sorted.push_back(calls_[i]);
    calls_ = std::move(sorted);
  }

  const std::string& model_;
  const std::vector<SymbolicTensorPointer>& inputs_;
  std::vector<SymbolicTensorPointer> visited_;  ///< each behind those that it is computed from
  std::map<const SymbolicTensor*, std::size_t> depths_;
  std::map<const Layer*, std::size_t> layer_depths_;
  std::map<const Layer*, std::size_t> meets_;
  std::vector<SymbolicTensorPointer> calls_;
};

}  // namespace

// An underscore stands before a capital that follows a small letter, or that starts a word after capitals.
std::string snake_case(const std::string& class_name) {
  std::string snake;
  for (std::size_t i = 0; i < class_name.size(); ++i) {
    const char c = class_name[i];
    const bool after_small = i > 0 && is_lower(class_name[i - 1]);
    const bool starts_word = i > 0 && i + 1 < class_name.size() && is_lower(class_name[i + 1]);
    if (is_upper(c) && (after_small || starts_word)) snake += '_';
    snake += is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return snake;
}

LayerGraph::LayerGraph(std::string given_name, const std::vector<SymbolicTensorPointer>& inputs,
                       const std::vector<SymbolicTensorPointer>& outputs)
    : name(std::move(given_name)), sequential_(false) {
  if (inputs.empty() || outputs.empty())
    throw Error(name, "needs at least one input and one output", {}, ErrorKind::usage);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!inputs[i]->inputs.empty() || std::find(inputs.begin(), inputs.begin() + i, inputs[i]) != inputs.begin() + i)
      throw Error(name, "takes each Input once, and nothing else, as an input", inputs[i]->layer->name(),
                  ErrorKind::usage);
  }
  find_calls(inputs, outputs);
  name_layers();
  built_ = true;
}

void LayerGraph::find_calls(const std::vector<SymbolicTensorPointer>& inputs,
                            const std::vector<SymbolicTensorPointer>& outputs) {
  const Walk walk(name, inputs, outputs);
  layers_ = walk.layers();
  for (const SymbolicTensorPointer& tensor : walk.calls()) {
    LayerCall call;
    call.layer = static_cast<std::size_t>(std::find(layers_.begin(), layers_.end(), tensor->layer) - layers_.begin());
    for (const SymbolicTensorPointer& input : tensor->inputs) call.inputs.push_back(walk.place(input));
    call.shape = tensor->shape;
    calls_.push_back(std::move(call));
  }
  for (const SymbolicTensorPointer& input : inputs) inputs_.push_back(walk.place(input));
  for (const SymbolicTensorPointer& output : outputs) outputs_.push_back(walk.place(output));
}

void LayerGraph::name_layers() {
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      if (!layers_[i]->name().empty() && layers_[i]->name() == layers_[k]->name())
        throw Error(name, "two layers have the same name", layers_[i]->name(), ErrorKind::usage);
    }
  }
  std::vector<std::shared_ptr<Layer>> by_age = layers_;
  std::sort(by_age.begin(), by_age.end(), [](const auto& a, const auto& b) { return a->serial() < b->serial(); });
  for (const auto& layer : by_age) {
    if (layer->name().empty()) layer->set_name(free_name(layer->class_name()));
  }
}

bool LayerGraph::is_taken(const std::string& layer_name) const {
  return std::any_of(layers_.begin(), layers_.end(), [&](const auto& layer) { return layer->name() == layer_name; });
}

std::string LayerGraph::free_name(const std::string& class_name) const {
  const std::string start = snake_case(class_name);
  std::string candidate = start;
  for (int i = 1; is_taken(candidate); ++i) candidate = start + "_" + std::to_string(i);
  return candidate;
}

bool LayerGraph::has_input() const { return !layers_.empty() && layers_[0]->class_name() == "InputLayer"; }

void LayerGraph::add(std::shared_ptr<Layer> layer) {
  if (!sequential_) throw Error(name, "takes no further layers: it is not sequential", {}, ErrorKind::usage);
  if (!layers_.empty() && layer->class_name() == "InputLayer") {
    throw Error(name, "only the first layer can be an input", {}, ErrorKind::usage);
  }
  if (layer->name().empty())
    layer->set_name(free_name(layer->class_name()));
  else if (is_taken(layer->name()))
    throw Error(name, "two layers have the same name", layer->name(), ErrorKind::usage);
  layers_.push_back(std::move(layer));
  built_ = false;
}

void LayerGraph::build(SeedSource& seeds, const Shape& batch_shape) {
  if (built_) return;
  if (layers_.empty()) throw Error(name, "has no layers", {}, ErrorKind::usage);
  if (!has_input()) {
    if (batch_shape.empty()) {
      throw Error(name, "the first layer needs an input_shape, or the model an Input", {}, ErrorKind::usage);
    }
    auto input = std::make_shared<InputLayer>(batch_shape);
    input->set_name(free_name("InputLayer"));
    layers_.insert(layers_.begin(), std::move(input));
  }
  calls_.clear();
  std::vector<Shape> entering;
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    layers_[i]->build(entering, seeds);
    const Shape shape =
        i == 0 ? static_cast<const InputLayer&>(*layers_[0]).batch_shape() : infer_result_shape(*layers_[i], entering);
    calls_.push_back({i, i == 0 ? std::vector<std::size_t>{} : std::vector<std::size_t>{i - 1}, shape});
    if (i == 0) calls_[0].shape[0] = unknown_length;
    entering = {calls_.back().shape};
  }
  inputs_ = {0};
  outputs_ = {layers_.size() - 1};
  built_ = true;
}

std::vector<Shape> LayerGraph::shapes_of(const std::vector<std::size_t>& calls) const {
  std::vector<Shape> shapes;
  for (std::size_t call : calls) shapes.push_back(calls_.at(call).shape);
  return shapes;
}

const Shape& LayerGraph::result_shape(std::size_t layer) const {
  return std::find_if(calls_.begin(), calls_.end(), [&](const LayerCall& call) { return call.layer == layer; })->shape;
}

graph::Graph LayerGraph::graph(Mode mode) const {
  if (!built_) throw Error(name, "has no graph before it is built", {}, ErrorKind::usage);
  graph::Graph graph;
  graph.signature = "serving_default";
  std::vector<graph::TensorId> results(calls_.size(), graph::no_tensor);
  for (std::size_t input : inputs_) results[input] = layers_[calls_[input].layer]->call(graph, {}, mode);
  for (std::size_t i = 0; i < calls_.size(); ++i) {
    if (results[i] != graph::no_tensor) continue;
    std::vector<graph::TensorId> entering;
    for (std::size_t input : calls_[i].inputs) entering.push_back(results[input]);
    results[i] = layers_[calls_[i].layer]->call(graph, entering, mode);
  }
  for (std::size_t output : outputs_) {
    graph.output_names.push_back("output_" + std::to_string(graph.outputs.size()));
    graph.outputs.push_back(results[output]);
  }
  return graph;
}

std::vector<Variable*> LayerGraph::variables() {
  std::vector<Variable*> all;
  for (const auto& layer : layers_) {
    for (Variable& variable : layer->variables()) all.push_back(&variable);
  }
  return all;
}

std::vector<const Variable*> LayerGraph::variables() const {
  std::vector<const Variable*> all;
  for (const auto& layer : layers_) {
    for (const Variable& variable : std::as_const(*layer).variables()) all.push_back(&variable);
  }
  return all;
}

}  // namespace kvant::layers
