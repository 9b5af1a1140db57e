// SPDX-License-Identifier: Apache-2.0
// closest_word by the edit distance that layers use for their own names.
#include <kvant/suggest.h>

#include "layers/did_you_mean.h"

namespace kvant {

std::string closest_word(std::string_view word, const std::vector<std::string>& words) {
  const std::vector<std::string_view> known(words.begin(), words.end());
  return std::string(layers::nearest_name(word, known));
}

}  // namespace kvant
