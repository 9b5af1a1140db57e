// SPDX-License-Identifier: Apache-2.0
// emit_model_page: the report's page with the parts that tell of a model alone.
#include <kvant/model_page.h>

#include "kvant/report_data.h"
#include "report/page.h"

#include <kvant/converter.h>
#include <kvant/inspect.h>
#include <kvant/load_model.h>
#include <kvant/model_kind.h>

#include <algorithm>
#include <filesystem>

namespace kvant {
namespace {

using Json = nlohmann::ordered_json;

std::string line_name(int tensor) { return "tensor " + std::to_string(tensor); }

/// One line for each input and operator, as json_layers has them for layers.
Json json_operators(const ModelFacts& facts) {
  Json all = Json::array();
  std::vector<std::string> made_by(facts.tensors.size());  // the line whose result a tensor is; empty: a constant
  const auto add_line = [&](const std::string& name, const std::string& type, const TensorFacts& result) {
    all.push_back({{"name", name},
                   {"type", type},
                   {"shape", to_string(result.shape)},
                   {"units", result.shape.empty() ? 1 : result.shape.back()}});
  };
  for (const int input : facts.inputs) {
    const auto index = static_cast<std::size_t>(input);
    made_by[index] = line_name(input);
    add_line(made_by[index], "Input", facts.tensors[index]);
  }
  for (const OperatorFacts& one : facts.operators) {
    if (one.outputs.empty()) continue;
    const std::string before = all.empty() ? "" : all.back()["name"].get<std::string>(),
                      name = line_name(one.outputs[0]);
    add_line(name, one.name, facts.tensors[static_cast<std::size_t>(one.outputs[0])]);
    Json sources = Json::array();
    std::int64_t parameters = 0;
    for (const int input : one.inputs) {
      if (input < 0) continue;
      const auto index = static_cast<std::size_t>(input);
      if (!made_by[index].empty()) sources.push_back(made_by[index]);
      const TensorFacts& operand = facts.tensors[index];
      const bool is_real = operand.dtype == DType::float32 || !operand.scales.empty();
      if (operand.constant && is_real) parameters += element_count(operand.shape);
    }
    for (const int output : one.outputs) made_by[static_cast<std::size_t>(output)] = name;
    all.back()["activation"] = one.activation;
    all.back()["parameters"] = parameters;
    if (sources != Json::array({before})) all.back()["from"] = sources;
  }
  return all;
}

bool is_quantised(const ModelFacts& facts) {
  return std::any_of(facts.tensors.begin(), facts.tensors.end(),
                     [](const TensorFacts& tensor) { return !tensor.scales.empty(); });
}

}  // namespace

std::string emit_model_page(const std::string& path) {
  std::filesystem::path whole(path);
  if (!whole.has_filename()) whole = whole.parent_path();  // "folder/"
  const std::string name = whole.filename().string();
  Json json = {{"kvant", KVANT_VERSION}, {"name", name}, {"inspected", true}};
  json["data"] = {{"parts", Json::object()}};
  const bool is_tflite = model_kind(path) == ModelKind::tflite;
  ModelFacts facts;
  if (is_tflite) {
    facts = describe_model(load(path), path);
  } else {
    const Model model = load_model(path);
    facts = describe_model(TFLiteConverter::from_keras_model(model).convert(), path);
    if (model.has_layers()) json["layers"] = json_layers(model);
  }
  if (!json.contains("layers")) json["layers"] = json_operators(facts);
  json["models"][is_quantised(facts) ? "int8" : "float"]["costs"] = json_costs(facts);
  if (!facts.memory.tensors.empty()) json["memory"] = json_memory(facts);
  if (is_quantised(facts)) json["tensors"] = json_tensors(facts);
  return report::emit_page(name, json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace kvant
