// SPDX-License-Identifier: Apache-2.0
// --expect "mae<=0.09".
#pragma once

#include <map>
#include <string>
#include <vector>

namespace kvant::cli {

/// Throws Error of kind verification that names all expectations that do not hold; of kind usage for one that is none.
void check_expectations(const std::vector<std::string>& expectations, const std::map<std::string, double>& metrics);

/// Throws Error of kind verification with these sentences, when there are any.
void refuse_failed(const std::vector<std::string>& failed);

}  // namespace kvant::cli
