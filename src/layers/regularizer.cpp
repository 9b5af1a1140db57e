// SPDX-License-Identifier: Apache-2.0
// Regularizers and their configs.
#include "layers/regularizer.h"

#include "layers/did_you_mean.h"

#include <kvant/types/error.h>

#include <array>
#include <cmath>

namespace kvant::layers {
namespace {

constexpr double default_share = 0.01;
constexpr std::array<std::string_view, 3> spoken_names = {"l1", "l2", "l1_l2"};

Regularizer by_name(const std::string& name, const std::string& where) {
  if (name == "l1" || name == "L1") return {default_share, 0.0};
  if (name == "l2" || name == "L2") return {0.0, default_share};
  if (name == "l1_l2" || name == "L1L2") return {default_share, default_share};
  throw unknown_name(where, "regularizer", name, spoken_names);
}

}  // namespace

ConfigValue Regularizer::config() const {
  if (l1 == 0.0 && l2 == 0.0) return {};
  if (l1 == 0.0) return Config("keras.regularizers", "L2", {{"l2", l2}});
  if (l2 == 0.0) return Config("keras.regularizers", "L1", {{"l1", l1}});
  return Config("keras.regularizers", "L1L2", {{"l1", l1}, {"l2", l2}});
}

Regularizer make_regularizer(const ConfigValue* value, const std::string& where) {
  if (value == nullptr || std::holds_alternative<std::monostate>(*value)) return {};
  if (const auto* name = std::get_if<std::string>(value)) return by_name(*name, where);
  const auto* config = std::get_if<Config>(value);
  if (config == nullptr) throw Error(where, "a regularizer must be a name or an object with a class_name");
  Regularizer found = config->class_name.empty() ? Regularizer{} : by_name(config->class_name, where);
  found.l1 = read_number(*config, "l1", found.l1, where);
  found.l2 = read_number(*config, "l2", found.l2, where);
  const bool fits = found.l1 >= 0.0 && found.l2 >= 0.0 && std::isfinite(found.l1) && std::isfinite(found.l2);
  if (!fits) throw Error(where, "a regularizer's shares must be 0 or more");
  return found;
}

}  // namespace kvant::layers
