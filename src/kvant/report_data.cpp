// SPDX-License-Identifier: Apache-2.0
// Data, history, layers and tensors as JSON.
#include "kvant/report_data.h"

#include "data/decimal_number.h"
#include "kvant/model_impl.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace kvant {
namespace {

using Json = nlohmann::ordered_json;

/// A matrix that is small enough to be drawn weight by weight; else null.
Json json_kernel(const Layer& layer) {
  constexpr std::int64_t most = 16;
  const std::vector<Array> weights = layer.get_weights();
  if (weights.empty() || weights[0].rank() != 2) return nullptr;
  const Shape& shape = weights[0].shape();
  if (shape[0] > most || shape[1] > most) return nullptr;
  Json rows = Json::array();
  for (std::int64_t row = 0; row < shape[0]; ++row)
    rows.push_back(json_column(weights[0].slice(row, row + 1).reshape({-1})));
  return rows;
}

std::string activation_of(const layers::Layer& layer) {
  return layers::read_string(layer.config(), "activation", "", layer.name());
}

/// "3×3/2": a window of 3 by 3 that moves by 2; empty for a layer without.
std::string window_of(const layers::Layer& layer) {
  const layers::Config config = layer.config();
  const auto lengths = [&](const char* key) { return layers::read_shape(config, key, {}, layer.name()); };
  const Shape window = layers::is_given(config, "kernel_size") ? lengths("kernel_size") : lengths("pool_size");
  if (window.empty()) return {};
  const Shape strides = lengths("strides");
  std::string text = fmt::format("{}", fmt::join(window, "×"));
  if (!strides.empty() && *std::max_element(strides.begin(), strides.end()) > 1) {
    const bool equal = std::count(strides.begin(), strides.end(), strides[0]) == std::ssize(strides);
    text += "/" + (equal ? fmt::format("{}", strides[0]) : fmt::format("{}", fmt::join(strides, "×")));
  }
  return text;
}

/// The names of the layers whose results enter a layer where it is used first.
Json json_sources(const layers::LayerGraph& graph, std::size_t layer) {
  Json names = Json::array();
  for (const layers::LayerCall& call : graph.calls()) {
    if (call.layer != layer) continue;
    for (const std::size_t input : call.inputs) {
      const layers::Layer& source = *graph.layers()[graph.calls()[input].layer];
      names.push_back(source.class_name() == "InputLayer" && graph.inputs().size() == 1 ? "input" : source.name());
    }
    break;
  }
  return names;
}

}  // namespace

Json json_number(double value) {
  if (!std::isfinite(value)) return nullptr;
  return data::read_number(fmt::format("{}", static_cast<float>(value))).value;
}

Json json_column(const Array& rows) {
  const std::int64_t count = std::min(rows.rows(), most_drawn);
  const std::int64_t step = rows.rows() == 0 ? 1 : rows.size() / rows.rows();
  const Array values = (rows.rank() == 0 ? rows : rows.first(count)).astype(DType::float32);
  Json column = Json::array();
  for (std::int64_t row = 0; row < count; ++row)
    column.push_back(json_number(values.values<float>()[static_cast<std::size_t>(row * step)]));
  return column;
}

Json json_data(const Report& report, bool with_values) {
  Json data;
  const auto size_of_row = [](const Array& rows) { return rows.empty() ? 0 : rows.size() / rows.rows(); };
  data["input_size"] = size_of_row(report.data.train.x);
  data["output_size"] = size_of_row(report.data.train.y);
  data["parts"] = Json::object();
  const auto add = [&](const char* name, const Samples& samples) {
    if (samples.x.empty()) return;
    Json& part = data["parts"][name] = {{"rows", samples.x.rows()}};
    if (!with_values) return;
    part["x"] = json_column(samples.x);
    part["y"] = json_column(samples.y);
  };
  add("train", report.data.train);
  add("test", report.data.test);
  add("validate", report.data.validate);
  if (with_values && !report.clean.x.empty())
    data["clean"] = {{"x", json_column(report.clean.x)}, {"y", json_column(report.clean.y)}};
  return data;
}

Json json_history(const History& history) {
  Json series = Json::array();
  for (const auto& [name, values] : history.history) {
    Json numbers = Json::array();
    for (const double value : values) numbers.push_back(json_number(value));
    series.push_back({name, numbers});
  }
  return {{"series", series}, {"stalled", history.stalled}};
}

Json json_layers(const Model& model) {
  const layers::LayerGraph& graph = model.impl().layer_graph;
  const bool one_input = model.input_shapes().size() == 1;
  Json all = Json::array();
  for (std::size_t i = 0; i < graph.layers().size(); ++i) {
    const layers::Layer& layer = *graph.layers()[i];
    const bool is_input = layer.class_name() == "InputLayer";
    const Shape& shape = graph.result_shape(i);
    all.push_back({{"name", is_input && one_input ? "input" : layer.name()},
                   {"type", is_input ? "Input" : layer.class_name()},
                   {"shape", to_string(shape)},
                   {"units", shape.back()}});
    Json& entry = all.back();
    if (is_input) continue;
    entry["activation"] = activation_of(layer);
    entry["window"] = window_of(layer);
    entry["parameters"] = layer.parameter_count();
    entry["kernel"] = json_kernel(Layer(graph.layers()[i]));
    const Json from = json_sources(graph, i);
    if (from != Json::array({all[all.size() - 2]["name"]})) entry["from"] = from;
  }
  return all;
}

Json json_tensors(const ModelFacts& facts) {
  Json tensors = Json::array();
  for (const TensorFacts& tensor : facts.tensors) {
    if (tensor.scales.empty()) continue;
    const auto [low, high] = std::minmax_element(tensor.scales.begin(), tensor.scales.end());
    tensors.push_back({{"name", tensor.name},
                       {"type", name_of(tensor.dtype)},
                       {"shape", to_string(tensor.shape)},
                       {"constant", tensor.constant},
                       {"scales", tensor.scales.size()},
                       {"scale", json_number(*low)},
                       {"largest_scale", json_number(*high)},
                       {"zero_point", tensor.zero_points.empty() ? 0 : tensor.zero_points[0]}});
  }
  return tensors;
}

Json json_costs(const ModelFacts& facts) {
  return {{"file_bytes", facts.file_bytes},
          {"weight_bytes", facts.weight_bytes},
          {"arena_bytes", facts.arena_bytes},
          {"multiply_accumulates", facts.multiply_accumulates}};
}

Json json_memory(const ModelFacts& facts) {
  Json tensors = Json::array(), operators = Json::array();
  for (const PlacedTensor& one : facts.memory.tensors) {
    tensors.push_back({{"tensor", one.tensor},
                       {"name", facts.tensors[static_cast<std::size_t>(one.tensor)].name},
                       {"offset", one.offset},
                       {"bytes", one.bytes},
                       {"first", one.first_step},
                       {"last", one.last_step}});
  }
  for (const OperatorFacts& one : facts.operators) operators.push_back(one.name);
  return {{"bytes", facts.memory.bytes},
          {"lower_bound", facts.memory.lower_bound},
          {"operators", operators},
          {"tensors", tensors}};
}

}  // namespace kvant
