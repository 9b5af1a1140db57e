// SPDX-License-Identifier: Apache-2.0
// What stands in data files, for people and as JSON.
#pragma once

#include <string>
#include <vector>

namespace kvant::cli {

/// Each file by itself; of several also the rows that two of them share.
std::string text_of_data(const std::vector<std::string>& paths);
std::string json_of_data(const std::vector<std::string>& paths);

}  // namespace kvant::cli
