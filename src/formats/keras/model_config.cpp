// SPDX-License-Identifier: Apache-2.0
// Members of models and their uses, from JSON.
#include "formats/keras/model_config.h"

#include "formats/keras/json_config.h"
#include "layers/layer_registry.h"

#include <kvant/types/error.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace kvant::formats {
namespace {

using Json = nlohmann::ordered_json;
constexpr int deepest_model = 16;
constexpr std::size_t most_layers = 4096;

std::string text_of(const Json& json, const char* key) {
  return json.is_object() && json.contains(key) && json[key].is_string() ? json[key].get<std::string>() : "";
}

bool is_model_class(const std::string& name) { return name == "Sequential" || name == "Functional" || name == "Model"; }

/// The list of a model's layers, or null. An old Sequential's config is that list.
const Json* layers_of(const Json& model) {
  if (!model.is_object() || !model.contains("config")) return nullptr;
  const Json& config = model["config"];
  if (config.is_array()) return &config;
  return config.is_object() && config.contains("layers") && config["layers"].is_array() ? &config["layers"] : nullptr;
}

std::string name_of(const Json& entry) {
  const std::string outside = text_of(entry, "name");
  return outside.empty() && entry.is_object() && entry.contains("config") ? text_of(entry["config"], "name") : outside;
}

/// Names a use before the members have their numbers.
struct NamedPlace {
  std::string member;
  std::size_t use = 0, index = 0;
};

std::optional<NamedPlace> place_from(const Json& list) {
  const bool fits = list.is_array() && list.size() >= 2 && list[0].is_string() && list[1].is_number_unsigned();
  if (!fits) return {};
  const bool indexed = list.size() > 2 && list[2].is_number_unsigned();
  return NamedPlace{list[0].get<std::string>(), list[1].get<std::size_t>(), indexed ? list[2].get<std::size_t>() : 0};
}

class Reader {
 public:
  explicit Reader(const std::string& file) : file_(file) {}

  ModelConfig read(const Json& json, int depth) {
    if (depth > deepest_model) fail("models stand in each other too deeply");
    if (!json.is_object() || !json.contains("class_name") || !json.contains("config"))
      fail("must describe a Keras model");
    ModelConfig model;
    model.class_name = text_of(json, "class_name");
    if (!is_model_class(model.class_name))
      throw Error(file_, "must be a Sequential or Functional model", json["class_name"].dump().substr(0, 40));
    const Json* list = layers_of(json);
    if (list == nullptr) fail("must list the model's layers");
    model.sequential = model.class_name == "Sequential";
    model.name = name_of(json);
    if (model.name.empty()) model.name = model.sequential ? "sequential" : "functional";
    if (depth == 0) check_known(*list);
    for (const Json& entry : *list) model.members.push_back(read_member(entry, depth));
    if (model.sequential)
      model.batch_shape = first_shape(*list);
    else
      read_uses(json["config"], *list, model);
    return model;
  }

 private:
  [[noreturn]] void fail(const std::string& what, const std::string& received = {}) const {
    throw Error(file_, "the model's config: " + what, received);
  }

  /// One error for all layers that kvant has not.
  void check_known(const Json& list) const {
    std::string unknown;
    collect_unknown(list, unknown, 0);
    if (!unknown.empty()) throw Error(file_, "has layers that kvant does not know", unknown);
  }
  void collect_unknown(const Json& list, std::string& unknown, int depth) const {
    for (const Json& entry : list) {
      const std::string class_name = text_of(entry, "class_name");
      if (is_model_class(class_name)) {
        if (const Json* inner = layers_of(entry); inner != nullptr && depth < deepest_model)
          collect_unknown(*inner, unknown, depth + 1);
      } else if (layers::find_layer(class_name) == nullptr && unknown.size() < 1000) {
        const std::string name = name_of(entry);
        unknown += (unknown.empty() ? "" : ", ") + (class_name.empty() ? "no class name" : class_name);
        if (!name.empty()) unknown += " (" + name + ")";
      }
    }
  }

  ModelMember read_member(const Json& entry, int depth) {
    if (++layers_ > most_layers) fail("has more than " + std::to_string(most_layers) + " layers");
    if (!entry.is_object()) fail("a layer must be an object");
    const bool shared = entry.contains("shared_object_id") && entry["shared_object_id"].is_number_integer();
    const std::int64_t id = shared ? entry["shared_object_id"].get<std::int64_t>() : 0;
    ModelMember member;
    member.class_name = text_of(entry, "class_name");
    if (const auto known = shared_.find(id); shared && known != shared_.end()) {
      if (known->second.class_name == member.class_name) return known->second;
    }
    if (is_model_class(member.class_name)) {
      member.model = std::make_shared<ModelConfig>(read(entry, depth + 1));
      member.name = text_of(entry, "name").empty() ? member.model->name : text_of(entry, "name");
    } else {
      member.layer = layers::make_layer(config_from_json(entry, file_));
      member.name = member.layer->name();
    }
    if (shared) shared_.insert_or_assign(id, member);
    return member;
  }

  /// The shape that a first layer takes or was built for, when no InputLayer says it.
  static Shape first_shape(const Json& list) {
    if (list.empty() || !list[0].is_object()) return {};
    const Json& first = list[0];
    const Json* shape = nullptr;
    if (first.contains("config") && first["config"].is_object() && first["config"].contains("batch_input_shape"))
      shape = &first["config"]["batch_input_shape"];
    else if (first.contains("build_config") && first["build_config"].is_object() &&
             first["build_config"].contains("input_shape"))
      shape = &first["build_config"]["input_shape"];
    Shape lengths;
    if (shape == nullptr || !shape->is_array()) return lengths;
    for (const Json& length : *shape)
      lengths.push_back(length.is_number_integer() ? length.get<std::int64_t>() : unknown_length);
    return lengths;
  }

  void read_uses(const Json& config, const Json& list, ModelConfig& model) const {
    std::map<std::string, std::size_t> numbers;
    for (std::size_t i = 0; i < model.members.size(); ++i) {
      if (model.members[i].name.empty()) fail("a layer of a functional model must have a name");
      if (!numbers.emplace(model.members[i].name, i).second)
        fail("two layers have the same name", model.members[i].name);
    }
    // What each place is given first: Keras counts a model's uses from 0 or, behind the one that made it, from 1.
    std::map<std::string, std::size_t> first_use;
    std::vector<std::vector<std::vector<NamedPlace>>> named(list.size());
    const auto note = [&](const NamedPlace& place) {
      const auto at = first_use.try_emplace(place.member, place.use).first;
      at->second = std::min(at->second, place.use);
    };
    bool old_spelling = false;
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (!list[i].contains("inbound_nodes") || !list[i]["inbound_nodes"].is_array()) continue;
      for (const Json& use : list[i]["inbound_nodes"]) {
        old_spelling = old_spelling || use.is_array();
        named[i].push_back(use.is_array() ? old_use(use, model.members[i].name) : new_use(use, model.members[i].name));
        for (const NamedPlace& place : named[i].back()) note(place);
      }
    }
    const std::vector<NamedPlace> inputs = ends(config, "input_layers"), outputs = ends(config, "output_layers");
    for (const NamedPlace& place : outputs) note(place);
    const auto resolve = [&](const NamedPlace& place, bool is_end) {
      const auto member = numbers.find(place.member);
      if (member == numbers.end()) fail("a result of a layer that is not there is used", place.member);
      const ModelMember& from = model.members[member->second];
      std::size_t start = 0;
      if (from.model != nullptr && old_spelling) start = first_use[place.member];
      if (from.model != nullptr && !old_spelling && is_end && !from.model->sequential) start = 1;
      if (place.use < start) fail("a use of " + place.member + " is not there", std::to_string(place.use));
      return ResultPlace{member->second, place.use - start, place.index};
    };
    for (std::size_t i = 0; i < list.size(); ++i) {
      model.members[i].uses.clear();  // those of a shared layer elsewhere
      for (const auto& use : named[i]) {
        auto& entering = model.members[i].uses.emplace_back();
        for (const NamedPlace& place : use) entering.push_back(resolve(place, false));
      }
    }
    for (const NamedPlace& place : inputs) model.inputs.push_back(resolve(place, true));
    for (const NamedPlace& place : outputs) model.outputs.push_back(resolve(place, true));
  }

  /// {"args": [...], "kwargs": {...}}
  std::vector<NamedPlace> new_use(const Json& use, const std::string& layer) const {
    if (!use.is_object() || !use.contains("args") || !use["args"].is_array())
      fail("inbound_nodes must hold objects with args", layer);
    std::vector<NamedPlace> places;
    collect(use["args"], places, 0);
    if (use.contains("kwargs")) check_keywords(use["kwargs"], layer);
    if (places.empty()) fail("a layer is called with nothing", layer);
    return places;
  }

  void collect(const Json& args, std::vector<NamedPlace>& places, int depth) const {
    for (const Json& arg : args) {
      const Json* history = nullptr;
      if (arg.is_object() && arg.contains("config") && arg["config"].is_object() &&
          arg["config"].contains("keras_history"))
        history = &arg["config"]["keras_history"];
      if (arg.is_array() && depth < 2)
        collect(arg, places, depth + 1);
      else if (const auto place = history != nullptr ? place_from(*history) : std::nullopt)
        places.push_back(*place);
      else
        fail("a layer may be called with results of other layers only", arg.dump().substr(0, 40));
    }
  }

  /// [[layer, node, index, {}] ...], or a single one without the outer list.
  std::vector<NamedPlace> old_use(const Json& use, const std::string& layer) const {
    std::vector<NamedPlace> places;
    const Json single = Json::array({use});
    for (const Json& one : place_from(use) ? single : use) {
      const auto place = place_from(one);
      if (!place) fail("a layer may be called with results of other layers only", one.dump().substr(0, 40));
      places.push_back(*place);
      if (one.size() > 3) check_keywords(one[3], layer);
    }
    if (places.empty()) fail("a layer is called with nothing", layer);
    return places;
  }

  /// null and false say what is so anyway when a model answers.
  void check_keywords(const Json& keywords, const std::string& layer) const {
    if (!keywords.is_object()) return;
    for (const auto& [key, value] : keywords.items()) {
      if (!value.is_null() && value != Json(false)) fail("layer " + layer + " is called with " + key);
    }
  }

  /// [[name, node, index] ...], or a single one without the outer list.
  std::vector<NamedPlace> ends(const Json& config, const char* key) const {
    if (!config.contains(key) || !config[key].is_array()) fail(std::string(key) + " is missing");
    const Json& list = config[key];
    const Json single = Json::array({list});
    std::vector<NamedPlace> places;
    for (const Json& end : place_from(list) ? single : list) {
      const auto place = place_from(end);
      if (!place) fail(std::string(key) + " must name results of layers", end.dump().substr(0, 40));
      places.push_back(*place);
    }
    return places;
  }

  const std::string& file_;
  std::size_t layers_ = 0;
  std::map<std::int64_t, ModelMember> shared_;
};

}  // namespace

ModelConfig read_model_config(const Json& json, const std::string& file) { return Reader(file).read(json, 0); }

}  // namespace kvant::formats
