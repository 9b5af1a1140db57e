// SPDX-License-Identifier: Apache-2.0
// Losses, metrics and how many outputs they are for, to and from JSON.
#include "kvant/compile_config.h"

#include "kvant/keras_object.h"
#include "kvant/optimizer_config.h"

#include <kvant/types/error.h>

#include <nlohmann/json.hpp>

#include <array>
#include <string_view>

namespace kvant {
namespace {

using Json = nlohmann::ordered_json;

struct Spelling {
  std::string_view name, class_name;
};

/// Objects throughout: Keras 3 cannot read the short names of its own .h5 files ("mse").
constexpr std::array loss_classes = {Spelling{"mse", "MeanSquaredError"},
                                     Spelling{"MSE", "MeanSquaredError"},
                                     Spelling{"mean_squared_error", "MeanSquaredError"},
                                     Spelling{"mae", "MeanAbsoluteError"},
                                     Spelling{"MAE", "MeanAbsoluteError"},
                                     Spelling{"mean_absolute_error", "MeanAbsoluteError"},
                                     Spelling{"huber", "Huber"},
                                     Spelling{"binary_crossentropy", "BinaryCrossentropy"},
                                     Spelling{"bce", "BinaryCrossentropy"},
                                     Spelling{"BCE", "BinaryCrossentropy"},
                                     Spelling{"categorical_crossentropy", "CategoricalCrossentropy"},
                                     Spelling{"sparse_categorical_crossentropy", "SparseCategoricalCrossentropy"}};
constexpr std::array metric_classes = {Spelling{"rmse", "RootMeanSquaredError"},
                                       Spelling{"root_mean_squared_error", "RootMeanSquaredError"},
                                       Spelling{"binary_accuracy", "BinaryAccuracy"},
                                       Spelling{"categorical_accuracy", "CategoricalAccuracy"},
                                       Spelling{"sparse_categorical_accuracy", "SparseCategoricalAccuracy"},
                                       Spelling{"top_k_categorical_accuracy", "TopKCategoricalAccuracy"},
                                       Spelling{"sparse_top_k_categorical_accuracy", "SparseTopKCategoricalAccuracy"},
                                       Spelling{"precision", "Precision"},
                                       Spelling{"recall", "Recall"},
                                       Spelling{"auc", "AUC"}};

/// The class of a name that may be one itself.
template <class Spellings>
std::string class_of(const Spellings& spellings, const std::string& kind) {
  for (const Spelling& one : spellings) {
    if (one.name == kind) return std::string(one.class_name);
  }
  return kind;
}

Json emit_loss(const Loss& loss) {
  const std::string class_name = class_of(loss_classes, loss.name());
  Json config = Json::object();
  if (loss.from_logits()) config["from_logits"] = true;
  if (loss.label_smoothing() != 0.0) config["label_smoothing"] = loss.label_smoothing();
  return keras_object("keras.losses", class_name, config);
}

Json emit_metric(const Metric& metric) {
  const Metric::Settings& s = metric.settings();
  if (s.kind == "accuracy" || s.kind == "acc" || s.kind == "Accuracy") return "accuracy";  // which one, shapes decide
  std::string class_name = class_of(metric_classes, s.kind);
  if (class_name == s.kind) class_name = class_of(loss_classes, s.kind);
  Json config = {{"name", metric.name()}};
  if (class_name == "BinaryAccuracy") config["threshold"] = s.threshold;
  if (class_name.ends_with("TopKCategoricalAccuracy")) config["k"] = s.k;
  if (class_name == "Precision" || class_name == "Recall") {
    config["thresholds"] = s.threshold;
    config["class_id"] = s.class_id < 0 ? Json() : Json(s.class_id);
  }
  if (class_name == "AUC")
    config.update({{"num_thresholds", s.num_thresholds}, {"curve", s.curve}, {"from_logits", s.from_logits}});
  return keras_object("keras.metrics", class_name, config);
}

template <class List, class Emit>
Json emit_list(const List& list, const Emit& emit) {
  Json items = Json::array();
  for (const auto& item : list) items.push_back(emit(item));
  return items;
}

// ---- reading

[[noreturn]] void refuse(const std::string& what, const Json& received) {
  throw Error("compile", what, received.dump().substr(0, 80));
}

const Json& config_of(const Json& json) {
  static const Json none = Json::object();
  return json.contains("config") && json["config"].is_object() ? json["config"] : none;
}

std::string class_name_of(const Json& json) {
  if (!json.is_object() || !json.contains("class_name") || !json["class_name"].is_string())
    refuse("a loss or metric must be a name or an object with a class_name", json);
  return json["class_name"].get<std::string>();
}

/// A function as an object: {"class_name": "function", "config": "mse"}. Empty for anything else.
std::string function_of(const Json& json) {
  const bool named = json.is_object() && json.contains("config") && json["config"].is_string();
  return named ? json["config"].get<std::string>() : "";
}

template <class T>
T value_of(const Json& config, const char* key, T otherwise) {
  if (!config.contains(key) || config[key].is_null()) return otherwise;
  if constexpr (std::is_same_v<T, bool>) {
    if (config[key].is_boolean()) return config[key].get<bool>();
  } else if constexpr (std::is_same_v<T, std::string>) {
    if (config[key].is_string()) return config[key].get<std::string>();
  } else if (const auto number = read_number<T>(config[key])) {
    return *number;
  }
  refuse(std::string(key) + " does not fit", config[key]);
}

Loss read_loss(const Json& json) {
  if (json.is_string()) return json.get<std::string>();
  if (const std::string name = function_of(json); !name.empty()) return name;
  const std::string class_name = class_name_of(json);
  const Json& config = config_of(json);
  const bool from_logits = value_of(config, "from_logits", false);
  const double smoothing = value_of(config, "label_smoothing", 0.0);
  if (value_of(config, "delta", 1.0) != 1.0) refuse("huber has a delta of 1 only", config);
  const std::string reduction = value_of(config, "reduction", std::string("sum_over_batch_size"));
  if (reduction != "sum_over_batch_size" && reduction != "auto") refuse("losses are means over the batch", reduction);
  if (class_name == "BinaryCrossentropy") return kvant::BinaryCrossentropy({from_logits, smoothing});
  if (class_name == "CategoricalCrossentropy") return kvant::CategoricalCrossentropy({from_logits, smoothing});
  if (class_name == "SparseCategoricalCrossentropy") return kvant::SparseCategoricalCrossentropy({from_logits});
  return class_name;
}

Metric read_metric(const Json& json) {
  if (json.is_string()) return json.get<std::string>();
  if (const std::string name = function_of(json); !name.empty()) return name;
  const std::string class_name = class_name_of(json);
  const Json& config = config_of(json);
  Metric::Settings s{.kind = class_name};
  if (class_name.ends_with("MeanMetricWrapper") && config.contains("fn"))
    s.kind = config["fn"].is_string() ? config["fn"].get<std::string>() : function_of(config["fn"]);
  s.name = value_of(config, "name", s.kind);
  s.threshold = value_of(config, class_name == "BinaryAccuracy" ? "threshold" : "thresholds", s.threshold);
  s.k = value_of(config, "k", s.k);
  s.class_id = value_of(config, "class_id", s.class_id);
  s.num_thresholds = value_of(config, "num_thresholds", s.num_thresholds);
  s.curve = value_of(config, "curve", s.curve);
  s.from_logits = class_name == "AUC" && value_of(config, "from_logits", false);
  if (config.contains("top_k") && !config["top_k"].is_null()) refuse("top_k is not supported", config["top_k"]);
  return Metric(s);
}

/// A list, a dictionary by the outputs' names, or one thing: a list of as many.
std::vector<Json> items_of(const Json& json, const std::vector<std::string>& outputs) {
  std::vector<Json> items;
  if (json.is_array()) {
    items.assign(json.begin(), json.end());
  } else if (json.is_object() && !json.contains("class_name")) {
    for (const std::string& output : outputs) items.push_back(json.contains(output) ? json[output] : Json());
  } else {
    items.push_back(json);
  }
  return items;
}

std::vector<Metric> read_metrics(const Json& json) {
  std::vector<Metric> metrics;
  if (json.is_null()) return metrics;
  for (const Json& one : json.is_array() ? json : Json::array({json})) metrics.push_back(read_metric(one));
  return metrics;
}

}  // namespace

std::string emit_compile_config(const CompileOptions& options) {
  Json config;
  config["optimizer"] = emit_optimizer(options.optimizer);
  config["loss"] = options.losses.empty() ? emit_loss(options.loss) : emit_list(options.losses, emit_loss);
  config["loss_weights"] = options.loss_weights.empty() ? Json() : Json(options.loss_weights);
  const auto emit_metrics = [](const std::vector<Metric>& metrics) { return emit_list(metrics, emit_metric); };
  config["metrics"] =
      options.output_metrics.empty() ? emit_metrics(options.metrics) : emit_list(options.output_metrics, emit_metrics);
  config["weighted_metrics"] = nullptr;
  config["run_eagerly"] = false;
  config["steps_per_execution"] = 1;
  config["jit_compile"] = false;
  return config.dump();
}

CompileOptions read_compile_config(const std::string& text, const std::vector<std::string>& outputs) {
  const Json config = Json::parse(text, nullptr, false);
  if (!config.is_object() || !config.contains("optimizer")) throw Error("compile", "the file tells no optimizer");
  CompileOptions options;
  options.optimizer = read_optimizer(config["optimizer"]);
  const Json& loss = config.contains("loss") ? config["loss"] : Json();
  const std::vector<Json> losses = items_of(loss, outputs);
  if (loss.is_null()) throw Error("compile", "the file tells no loss");
  if (losses.size() == 1)
    options.loss = read_loss(losses[0]);
  else
    for (const Json& one : losses) options.losses.push_back(read_loss(one));
  if (config.contains("loss_weights") && !config["loss_weights"].is_null()) {
    for (const Json& weight : items_of(config["loss_weights"], outputs)) {
      if (!weight.is_number()) refuse("loss_weights must be numbers", weight);
      options.loss_weights.push_back(weight.get<double>());
    }
  }
  const Json& metrics = config.contains("metrics") ? config["metrics"] : Json();
  const bool by_output = !metrics.is_null() && ((metrics.is_array() && !metrics.empty() && metrics[0].is_array()) ||
                                                (metrics.is_object() && !metrics.contains("class_name")));
  if (!by_output) {
    options.metrics = read_metrics(metrics);
  } else {
    for (const Json& one : items_of(metrics, outputs)) options.output_metrics.push_back(read_metrics(one));
  }
  return options;
}

}  // namespace kvant
