// SPDX-License-Identifier: Apache-2.0
// Given ranges from JSON.
#include <kvant/converter.h>
#include <kvant/types/error.h>

#include <nlohmann/json.hpp>

namespace kvant {
namespace {

std::pair<float, float> range_of(const nlohmann::json& value, const std::string& path, const std::string& key) {
  if (!value.is_array() || value.size() != 2 || !value[0].is_number() || !value[1].is_number()) {
    throw Error(path, "range of " + key + " must be [min, max]", value.dump());
  }
  return {value[0].get<float>(), value[1].get<float>()};
}

}  // namespace

GivenRanges load_ranges(const std::string& path) {
  const Bytes bytes = load(path);
  const auto* begin = reinterpret_cast<const char*>(bytes.data());
  const nlohmann::json json = nlohmann::json::parse(begin, begin + bytes.size(), nullptr, false);
  if (!json.is_object()) throw Error(path, "must be a JSON object with \"ranges\" or \"ranges_in_order\"");
  GivenRanges given;
  if (const auto named = json.find("ranges"); named != json.end() && named->is_object()) {
    for (const auto& [name, value] : named->items()) given.by_name[name] = range_of(value, path, name);
  }
  if (const auto listed = json.find("ranges_in_order"); listed != json.end() && listed->is_array()) {
    for (const auto& value : *listed)
      given.in_order.push_back(range_of(value, path, "entry " + std::to_string(given.in_order.size())));
  }
  if (given.by_name.empty() && given.in_order.empty())
    throw Error(path, "holds neither \"ranges\" nor \"ranges_in_order\"");
  return given;
}

}  // namespace kvant
