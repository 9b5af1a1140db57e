// SPDX-License-Identifier: Apache-2.0
// Reads and judges bounds on metrics.
#include <kvant/expect.h>
#include <kvant/suggest.h>
#include <kvant/types/error.h>

#include "data/decimal_number.h"

#include <fmt/core.h>

#include <cmath>

namespace kvant {
namespace {

constexpr std::string_view spaces = " \t";

std::string trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(spaces);
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(spaces) + 1 - begin));
}

bool holds(double value, const Expectation& expectation) {
  if (expectation.comparison == "<=") return value <= expectation.bound;
  if (expectation.comparison == "<") return value < expectation.bound;
  if (expectation.comparison == ">=") return value >= expectation.bound;
  return value > expectation.bound;
}

}  // namespace

Expectation parse_expectation(std::string_view text) {
  const auto refuse = [&] {
    throw Error("expectation", "must read like mae<=0.09, with <=, <, >= or >", "\"" + std::string(text) + "\"",
                ErrorKind::usage);
  };
  const std::size_t sign = text.find_first_of("<>");
  if (sign == std::string_view::npos) refuse();
  const std::size_t end = sign + (text.substr(sign + 1, 1) == "=" ? 2 : 1);
  Expectation expectation{trimmed(text.substr(0, sign)), std::string(text.substr(sign, end - sign))};
  const data::Number number = data::read_number(trimmed(text.substr(end)));
  expectation.bound = number.value;
  if (expectation.metric.empty() || !number.valid || !std::isfinite(expectation.bound)) refuse();
  return expectation;
}

std::vector<std::string> failed_expectations(const std::vector<Expectation>& expectations,
                                             const std::map<std::string, double>& metrics) {
  std::vector<std::string> failed;
  for (const Expectation& expectation : expectations) {
    const auto found = metrics.find(expectation.metric);
    if (found == metrics.end()) {
      std::vector<std::string> names;
      std::string list;
      for (const auto& [name, value] : metrics) {
        names.push_back(name);
        list += (list.empty() ? "" : ", ") + name;
      }
      const std::string closest = closest_word(expectation.metric, names);
      throw Error("expectation " + expectation.metric,
                  "no such metric; " + (closest.empty() ? "there are " + list : "did you mean \"" + closest + "\"?"),
                  {}, ErrorKind::usage);
    }
    if (holds(found->second, expectation)) continue;
    failed.push_back(fmt::format("{} is {:.6g}, expected {} {:g}", expectation.metric, found->second,
                                 expectation.comparison, expectation.bound));
  }
  return failed;
}

}  // namespace kvant
