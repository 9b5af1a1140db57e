// SPDX-License-Identifier: Apache-2.0
// What stands in an IDX file or a folder of pictures, for people and as JSON.
#pragma once

#include <string>

namespace kvant::cli {

std::string text_of_samples(const std::string& path);
std::string json_of_samples(const std::string& path);

}  // namespace kvant::cli
