// SPDX-License-Identifier: Apache-2.0
// Settings of optimizers, key by key.
#include "kvant/optimizer_config.h"

#include "kvant/keras_object.h"

#include <kvant/types/error.h>

#include <nlohmann/json.hpp>

#include <string>

namespace kvant {
namespace {

using Json = nlohmann::ordered_json;

struct EmitRate {
  Json operator()(double rate) const { return rate; }
  Json operator()(const ExponentialDecay& d) const {
    return schedule("ExponentialDecay", {{"initial_learning_rate", d.initial_learning_rate},
                                         {"decay_steps", d.decay_steps},
                                         {"decay_rate", d.decay_rate},
                                         {"staircase", d.staircase}});
  }
  Json operator()(const CosineDecay& d) const {
    return schedule("CosineDecay", {{"initial_learning_rate", d.initial_learning_rate},
                                    {"decay_steps", d.decay_steps},
                                    {"alpha", d.alpha},
                                    {"warmup_target", d.warmup_target < 0.0 ? Json() : Json(d.warmup_target)},
                                    {"warmup_steps", d.warmup_steps}});
  }
  Json operator()(const PiecewiseConstantDecay& d) const {
    return schedule("PiecewiseConstantDecay", {{"boundaries", d.boundaries}, {"values", d.values}});
  }
  static Json schedule(const char* class_name, Json config) {
    return keras_object("keras.optimizers.schedules", class_name, std::move(config));
  }
};

template <class Options>
Json common(const Options& o, const char* name) {
  const auto or_null = [](double number) { return number == 0.0 ? Json() : Json(number); };
  return {{"name", name},
          {"learning_rate", std::visit(EmitRate{}, o.learning_rate.value())},
          {"weight_decay", or_null(o.weight_decay)},
          {"clipnorm", or_null(o.clipping.clipnorm)},
          {"global_clipnorm", or_null(o.clipping.global_clipnorm)},
          {"clipvalue", or_null(o.clipping.clipvalue)},
          {"use_ema", false},
          {"ema_momentum", 0.99},
          {"ema_overwrite_frequency", nullptr},
          {"loss_scale_factor", nullptr},
          {"gradient_accumulation_steps", nullptr}};
}

struct EmitOptions {
  Json operator()(const AdamOptions& o) const {
    Json config = common(o, "adam");
    config.update({{"beta_1", o.beta_1}, {"beta_2", o.beta_2}, {"epsilon", o.epsilon}, {"amsgrad", false}});
    return keras_object("keras.optimizers", "Adam", config);
  }
  Json operator()(const SGDOptions& o) const {
    Json config = common(o, "SGD");
    config.update({{"momentum", o.momentum}, {"nesterov", o.nesterov}});
    return keras_object("keras.optimizers", "SGD", config);
  }
  Json operator()(const RMSpropOptions& o) const {
    Json config = common(o, "rmsprop");
    config.update({{"rho", o.rho}, {"momentum", o.momentum}, {"epsilon", o.epsilon}, {"centered", o.centered}});
    return keras_object("keras.optimizers", "RMSprop", config);
  }
};

class Reader {
 public:
  explicit Reader(const Json& json) : config_(json.contains("config") ? json["config"] : Json()) {}

  double number(const char* key, double otherwise) const {
    if (!is_given(key)) return otherwise;
    if (!config_[key].is_number()) refuse(key);
    return config_[key].get<double>();
  }
  bool flag(const char* key) const {
    if (!is_given(key)) return false;
    if (!config_[key].is_boolean()) refuse(key);
    return config_[key].get<bool>();
  }
  bool is_given(const char* key) const {
    return config_.is_object() && config_.contains(key) && !config_[key].is_null();
  }
  const Json& at(const char* key) const { return config_[key]; }
  [[noreturn]] void refuse(const char* key) const {
    throw Error("compile", std::string("optimizer: ") + key + " is not supported", config_[key].dump().substr(0, 80));
  }

 private:
  const Json config_;
};

template <class T>
std::vector<T> list_of(const Reader& reader, const char* key) {
  std::vector<T> numbers;
  if (!reader.is_given(key) || !reader.at(key).is_array()) return numbers;
  for (const Json& json : reader.at(key)) {
    const auto number = read_number<T>(json);
    if (!number) reader.refuse(key);
    numbers.push_back(*number);
  }
  return numbers;
}

LearningRate read_rate(const Reader& optimizer, double otherwise) {
  if (!optimizer.is_given("learning_rate")) return optimizer.number("lr", otherwise);
  const Json& json = optimizer.at("learning_rate");
  if (json.is_number()) return json.get<double>();
  const Reader config(json);
  const Json name = json.is_object() && json.contains("class_name") ? json["class_name"] : Json();
  if (name == "ExponentialDecay")
    return ExponentialDecay{config.number("initial_learning_rate", 0.001), config.number("decay_steps", 1000),
                            config.number("decay_rate", 0.9), config.flag("staircase")};
  if (name == "CosineDecay")
    return CosineDecay{config.number("initial_learning_rate", 0.001), config.number("decay_steps", 1000),
                       config.number("alpha", 0.0), config.number("warmup_target", -1.0),
                       config.number("warmup_steps", 0)};
  if (name == "PiecewiseConstantDecay")
    return PiecewiseConstantDecay{list_of<std::int64_t>(config, "boundaries"), list_of<double>(config, "values")};
  optimizer.refuse("learning_rate");
}

template <class Options>
void read_common(const Reader& config, Options& options) {
  options.learning_rate = read_rate(config, std::get<double>(options.learning_rate.value()));
  options.weight_decay = config.number("weight_decay", 0.0);
  options.clipping = {config.number("clipnorm", 0.0), config.number("clipvalue", 0.0),
                      config.number("global_clipnorm", 0.0)};
  for (const char* key : {"use_ema", "amsgrad"}) {
    if (config.flag(key)) config.refuse(key);
  }
  for (const char* key : {"loss_scale_factor", "gradient_accumulation_steps", "decay"}) {
    if (config.number(key, 0.0) != 0.0) config.refuse(key);
  }
}

}  // namespace

Json emit_optimizer(const Optimizer& optimizer) { return std::visit(EmitOptions{}, optimizer.options()); }

Optimizer read_optimizer(const Json& json) {
  if (json.is_string()) return json.get<std::string>();
  std::string name = json.is_object() && json.contains("class_name") && json["class_name"].is_string()
                         ? json["class_name"].get<std::string>()
                         : "";
  if (name.starts_with("Custom>")) name = name.substr(7);
  const Reader config(json.is_object() ? json : Json::object());
  if (name == "Adam" || name == "AdamW") {
    AdamOptions options;
    read_common(config, options);
    options.beta_1 = config.number("beta_1", options.beta_1);
    options.beta_2 = config.number("beta_2", options.beta_2);
    options.epsilon = config.number("epsilon", options.epsilon);
    return kvant::Adam(options);
  }
  if (name == "SGD") {
    SGDOptions options;
    read_common(config, options);
    options.momentum = config.number("momentum", 0.0);
    options.nesterov = config.flag("nesterov");
    return kvant::SGD(options);
  }
  if (name == "RMSprop") {
    RMSpropOptions options;
    read_common(config, options);
    options.rho = config.number("rho", options.rho);
    options.momentum = config.number("momentum", options.momentum);
    options.epsilon = config.number("epsilon", options.epsilon);
    options.centered = config.flag("centered");
    return kvant::RMSprop(options);
  }
  throw Error("compile", "has no such optimizer", json.dump().substr(0, 80));
}

}  // namespace kvant
