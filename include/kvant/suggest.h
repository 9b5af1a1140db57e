// SPDX-License-Identifier: Apache-2.0
// The known word nearest to one that is not.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kvant {

/// The one of words that was probably meant by a misspelt word; empty when none is near.
std::string closest_word(std::string_view word, const std::vector<std::string>& words);

}  // namespace kvant
