// SPDX-License-Identifier: Apache-2.0
// Nodes of functional models.
#include "formats/keras/functional_config.h"

#include <utility>
#include "formats/keras/json_config.h"

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

}  // namespace kvant::formats
