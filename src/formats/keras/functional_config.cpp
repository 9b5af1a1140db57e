// SPDX-License-Identifier: Apache-2.0
// Nodes of functional models.
#include "formats/keras/functional_config.h"

#include "formats/keras/json_config.h"
#include "layers/layer_registry.h"

#include <kvant/types/error.h>

#include <map>
#include <optional>
#include <utility>

namespace kvant::formats {
namespace {

using Json = nlohmann::ordered_json;

Json shape_to_json(const Shape& shape) {
  Json list = Json::array();
  for (std::int64_t length : shape) list.push_back(length == unknown_length ? Json() : Json(length));
  return list;
}

/// A use of a layer: its name, and which of its uses in the order of calls.
using Place = std::pair<std::string, std::size_t>;

Place place_of(const layers::LayerGraph& graph, std::size_t call) {
  const std::size_t layer = graph.calls()[call].layer;
  std::size_t number = 0;
  for (std::size_t i = 0; i < call; ++i) number += graph.calls()[i].layer == layer ? 1 : 0;
  return {graph.layers()[layer]->name(), number};
}

Json tensor_to_json(const layers::LayerGraph& graph, std::size_t call) {
  const auto [layer, number] = place_of(graph, call);
  return {{"class_name", "__keras_tensor__"},
          {"config",
           {{"shape", shape_to_json(graph.calls()[call].shape)},
            {"dtype", "float32"},
            {"keras_history", {layer, number, 0}}}}};
}

Json node_to_json(const layers::LayerGraph& graph, const layers::LayerCall& call) {
  Json tensors = Json::array();
  for (std::size_t input : call.inputs) tensors.push_back(tensor_to_json(graph, input));
  const bool merges = call.inputs.size() > 1;
  return {{"args", merges ? Json::array({tensors}) : tensors}, {"kwargs", Json::object()}};
}

Json ends_to_json(const layers::LayerGraph& graph, const std::vector<std::size_t>& calls) {
  Json ends = Json::array();
  for (std::size_t call : calls) {
    const auto [layer, number] = place_of(graph, call);
    ends.push_back({layer, number, 0});
  }
  return ends;
}

/// Makes the results of layers, each as soon as what enters it is there.
class FunctionalReader {
 public:
  FunctionalReader(const Json& config, const std::string& name) : config_(config), name_(name) {}

  layers::LayerGraph read() {
    for (const Json& entry : config_["layers"]) add_layer(entry);
    while (!waiting_.empty()) {
      const std::size_t before = waiting_.size();
      std::erase_if(waiting_, [&](const Waiting& one) { return try_call(one); });
      if (waiting_.size() == before)
        fail("layers wait for each other, or for one that is not there", waiting_[0].place.first);
    }
    std::string model = "functional";
    if (config_.contains("name") && config_["name"].is_string()) model = config_["name"].get<std::string>();
    return {model, ends("input_layers"), ends("output_layers")};
  }

 private:
  struct Waiting {
    Place place;
    std::vector<Place> inputs;
  };

  [[noreturn]] void fail(const std::string& what, const std::string& received = {}) const {
    throw Error(name_, "config.json: " + what, received);
  }

  void add_layer(const Json& entry) {
    auto layer = layers::make_layer(config_from_json(entry, name_));
    if (layer->name().empty()) fail("a layer of a functional model must have a name");
    const std::string layer_name = layer->name();
    if (!layers_.emplace(layer_name, layer).second) fail("two layers have the same name", layer_name);
    if (layer->class_name() == "InputLayer") results_[{layer_name, 0}] = layers::call_layer(layer, {}, seeds_);
    if (!entry.contains("inbound_nodes") || !entry["inbound_nodes"].is_array()) return;
    std::size_t number = 0;
    for (const Json& node : entry["inbound_nodes"]) {
      Waiting waiting{{layer_name, number++}, {}};
      if (!node.is_object() || !node.contains("args") || !node["args"].is_array())
        fail("inbound_nodes must hold objects with args", layer_name);
      collect(node["args"], waiting.inputs, 0);
      waiting_.push_back(std::move(waiting));
    }
  }

  void collect(const Json& args, std::vector<Place>& inputs, int depth) {
    for (const Json& arg : args) {
      if (arg.is_array() && depth < 2)
        collect(arg, inputs, depth + 1);
      else if (const auto place = history_of(arg))
        inputs.push_back(*place);
      else
        fail("a layer may be called with results of other layers only", arg.dump().substr(0, 40));
    }
  }

  static std::optional<Place> history_of(const Json& tensor) {
    if (!tensor.is_object() || !tensor.contains("config") || !tensor["config"].is_object()) return {};
    const Json& config = tensor["config"];
    return config.contains("keras_history") ? place_from(config["keras_history"]) : std::nullopt;
  }
  static std::optional<Place> place_from(const Json& list) {
    const bool fits = list.is_array() && list.size() >= 2 && list[0].is_string() && list[1].is_number_unsigned();
    if (!fits) return {};
    return Place(list[0].get<std::string>(), list[1].get<std::size_t>());
  }

  bool try_call(const Waiting& one) {
    std::vector<layers::SymbolicTensorPointer> inputs;
    for (const Place& place : one.inputs) {
      const auto result = results_.find(place);
      if (result == results_.end()) return false;
      inputs.push_back(result->second);
    }
    if (inputs.empty()) fail("a layer is called with nothing", one.place.first);
    results_[one.place] = layers::call_layer(layers_.at(one.place.first), std::move(inputs), seeds_);
    return true;
  }

  /// [[name, node, 0] ...], or a single one without the outer list.
  std::vector<layers::SymbolicTensorPointer> ends(const char* key) const {
    std::vector<layers::SymbolicTensorPointer> found;
    if (!config_.contains(key) || !config_[key].is_array()) fail(std::string(key) + " is missing");
    const Json& list = config_[key];
    const Json single = Json::array({list});
    for (const Json& end : place_from(list) ? single : list) {
      const auto place = place_from(end);
      const auto result = place ? results_.find(*place) : results_.end();
      if (result == results_.end()) fail(std::string(key) + " must name results of layers", end.dump().substr(0, 40));
      found.push_back(result->second);
    }
    return found;
  }

  const Json& config_;
  const std::string& name_;
  layers::SeedSource seeds_;
  std::map<std::string, std::shared_ptr<layers::Layer>> layers_;
  std::map<Place, layers::SymbolicTensorPointer> results_;
  std::vector<Waiting> waiting_;
};

}  // namespace

Json layer_to_json(const layers::Layer& layer) {
  Json json = to_json(layer.config());
  const std::vector<Shape>& shapes = layer.input_shapes();
  if (shapes.empty()) return json;
  Json all = Json::array();
  for (const Shape& shape : shapes) all.push_back(shape_to_json(shape));
  json["build_config"] = {{"input_shape", shapes.size() == 1 ? all[0] : all}};
  return json;
}

Json emit_functional(const layers::LayerGraph& graph) {
  Json list = Json::array();
  for (std::size_t i = 0; i < graph.layers().size(); ++i) {
    Json layer = layer_to_json(*graph.layers()[i]);
    layer["name"] = graph.layers()[i]->name();
    layer["inbound_nodes"] = Json::array();
    for (const layers::LayerCall& call : graph.calls()) {
      if (call.layer == i && !call.inputs.empty()) layer["inbound_nodes"].push_back(node_to_json(graph, call));
    }
    list.push_back(std::move(layer));
  }
  Json json;
  json["module"] = "keras.src.models.functional";
  json["class_name"] = "Functional";
  json["config"] = {{"name", graph.name},
                    {"trainable", true},
                    {"layers", list},
                    {"input_layers", ends_to_json(graph, graph.inputs())},
                    {"output_layers", ends_to_json(graph, graph.outputs())}};
  json["registered_name"] = "Functional";
  return json;
}

layers::LayerGraph read_functional(const Json& config, const std::string& name) {
  return FunctionalReader(config, name).read();
}

}  // namespace kvant::formats
