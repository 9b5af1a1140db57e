// SPDX-License-Identifier: Apache-2.0
// JsonObject by nlohmann-json.
#include "cli/json_object.h"

#include <nlohmann/json.hpp>

namespace kvant::cli {

struct JsonObject::Value {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();

  template <class T>
  void set(const std::string& name, const T& value) {
    json[name] = value;
  }
};

JsonObject::JsonObject() : value_(std::make_shared<Value>()) {}

JsonObject& JsonObject::add(const std::string& name, const std::string& value) {
  return value_->set(name, value), *this;
}
JsonObject& JsonObject::add(const std::string& name, double value) { return value_->set(name, value), *this; }
JsonObject& JsonObject::add(const std::string& name, std::int64_t value) { return value_->set(name, value), *this; }
JsonObject& JsonObject::add(const std::string& name, bool value) { return value_->set(name, value), *this; }
JsonObject& JsonObject::add(const std::string& name, const JsonObject& value) {
  return value_->set(name, value.value_->json), *this;
}
JsonObject& JsonObject::add(const std::string& name, const std::vector<JsonObject>& values) {
  auto array = nlohmann::ordered_json::array();
  for (const JsonObject& value : values) array.push_back(value.value_->json);
  return value_->set(name, array), *this;
}
JsonObject& JsonObject::add(const std::string& name, const std::vector<std::string>& values) {
  return value_->set(name, values), *this;
}
JsonObject& JsonObject::add(const std::string& name, const std::vector<double>& values) {
  return value_->set(name, values), *this;
}
JsonObject& JsonObject::add(const std::string& name, const std::vector<float>& values) {
  return value_->set(name, values), *this;
}
JsonObject& JsonObject::add(const std::string& name, const std::vector<int>& values) {
  return value_->set(name, values), *this;
}
JsonObject& JsonObject::add(const std::string& name, const std::vector<std::int64_t>& values) {
  return value_->set(name, values), *this;
}
JsonObject& JsonObject::add(const std::string& name, const std::map<std::string, double>& values) {
  auto object = nlohmann::ordered_json::object();
  for (const auto& [key, value] : values) object[key] = value;
  return value_->set(name, object), *this;
}

// Names in a file may be no UTF-8; they must not stop the printing.
std::string JsonObject::text() const {
  return value_->json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

JsonObject json_facts() { return JsonObject().add("schema", 1); }

}  // namespace kvant::cli
