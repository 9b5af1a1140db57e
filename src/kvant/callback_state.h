// SPDX-License-Identifier: Apache-2.0
// Numbers of callbacks as the arrays of their state.
#pragma once

#include <kvant/types/array.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace kvant {

using CallbackState = std::map<std::string, Array>;

inline void put(CallbackState& state, const std::string& name, std::int64_t value) {
  state.insert_or_assign(name, Array::from<std::int64_t>(std::vector{value}));
}
/// Nothing is an array without elements.
inline void put(CallbackState& state, const std::string& name, const std::optional<double>& value) {
  state.insert_or_assign(name, Array::from<double>(value ? std::vector{*value} : std::vector<double>{}));
}

inline std::int64_t whole_of(const CallbackState& state, const std::string& name) {
  return state.at(name).values<std::int64_t>()[0];
}
inline std::optional<double> number_of(const CallbackState& state, const std::string& name) {
  const Array& array = state.at(name);
  return array.empty() ? std::nullopt : std::optional(array.values<double>()[0]);
}

}  // namespace kvant
