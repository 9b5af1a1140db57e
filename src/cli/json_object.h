// SPDX-License-Identifier: Apache-2.0
// Facts as JSON, in the order in which they are said.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace kvant::cli {

/// One JSON object. Infinities and NaN become null.
class JsonObject {
 public:
  JsonObject();

  JsonObject& add(const std::string& name, const std::string& value);
  JsonObject& add(const std::string& name, const char* value) { return add(name, std::string(value)); }
  JsonObject& add(const std::string& name, double value);
  JsonObject& add(const std::string& name, std::int64_t value);
  JsonObject& add(const std::string& name, int value) { return add(name, std::int64_t{value}); }
  JsonObject& add(const std::string& name, bool value);
  JsonObject& add(const std::string& name, const JsonObject& value);
  JsonObject& add(const std::string& name, const std::vector<JsonObject>& values);
  JsonObject& add(const std::string& name, const std::vector<std::string>& values);
  JsonObject& add(const std::string& name, const std::vector<double>& values);
  JsonObject& add(const std::string& name, const std::vector<float>& values);
  JsonObject& add(const std::string& name, const std::vector<int>& values);
  JsonObject& add(const std::string& name, const std::vector<std::int64_t>& values);
  JsonObject& add(const std::string& name, const std::map<std::string, double>& values);

  /// Two spaces deep, with a line end.
  std::string text() const;

 private:
  struct Value;
  std::shared_ptr<Value> value_;
};

/// An object that says it follows schema 1 of the command line's output.
JsonObject json_facts();

}  // namespace kvant::cli
