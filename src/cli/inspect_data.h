// SPDX-License-Identifier: Apache-2.0
// What stands in a data file, for people and as JSON.
#pragma once

#include <string>

namespace kvant::cli {

std::string text_of_data(const std::string& path);
std::string json_of_data(const std::string& path);

}  // namespace kvant::cli
