// SPDX-License-Identifier: Apache-2.0
// Objects in Keras' configs: how they are written, and numbers out of them.
#pragma once

#include <nlohmann/json.hpp>

#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace kvant {

/// {"module", "class_name", "config", "registered_name"}, as Keras 3 writes what it can make again.
inline nlohmann::ordered_json keras_object(const char* module, const std::string& class_name,
                                           nlohmann::ordered_json config) {
  return {{"module", module}, {"class_name", class_name}, {"config", std::move(config)}, {"registered_name", nullptr}};
}

/// Empty for what is no number, or none that T holds.
template <class T>
std::optional<T> read_number(const nlohmann::ordered_json& json) {
  if (!json.is_number()) return {};
  const double number = json.get<double>();
  if constexpr (std::is_integral_v<T>) {
    // The upper limit of 64 bits rounds up to 2^63, which T no longer holds.
    constexpr auto low = static_cast<double>(std::numeric_limits<T>::min()),
                   high = static_cast<double>(std::numeric_limits<T>::max());
    if (!(number >= low && number < high)) return {};
  }
  return json.get<T>();
}

}  // namespace kvant
