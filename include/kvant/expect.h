// SPDX-License-Identifier: Apache-2.0
// Bounds on metrics, as a build server wants them: "mae<=0.09".
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace kvant {

struct Expectation {
  std::string metric;
  std::string comparison;  ///< "<=", "<", ">=" or ">"
  double bound = 0;
};

/// Reads "mae<=0.09", with or without spaces. Throws Error of kind usage.
Expectation parse_expectation(std::string_view text);

/// A sentence for each expectation that does not hold; a metric that is not a number never holds.
/// Throws Error of kind usage for a metric that is not there.
std::vector<std::string> failed_expectations(const std::vector<Expectation>& expectations,
                                             const std::map<std::string, double>& metrics);

}  // namespace kvant
