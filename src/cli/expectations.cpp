// SPDX-License-Identifier: Apache-2.0
// Expectations become one error.
#include "cli/expectations.h"

#include <kvant/expect.h>
#include <kvant/types/error.h>

namespace kvant::cli {

void check_expectations(const std::vector<std::string>& expectations, const std::map<std::string, double>& metrics) {
  std::vector<Expectation> parsed;
  for (const std::string& expectation : expectations) parsed.push_back(parse_expectation(expectation));
  refuse_failed(failed_expectations(parsed, metrics));
}

void refuse_failed(const std::vector<std::string>& failed) {
  std::string text;
  for (const std::string& sentence : failed) text += (text.empty() ? "" : "; ") + sentence;
  if (!text.empty()) throw Error({}, text, {}, ErrorKind::verification);
}

}  // namespace kvant::cli
