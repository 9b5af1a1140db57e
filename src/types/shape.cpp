// SPDX-License-Identifier: Apache-2.0
// Counting and printing shapes.
#include <kvant/types/error.h>
#include <kvant/types/shape.h>

namespace kvant {

std::int64_t element_count(const Shape& shape) {
  constexpr std::int64_t limit = std::int64_t{1} << 62;
  std::int64_t count = 1;
  for (std::int64_t length : shape) {
    if (length < 0) throw Error("shape", "has an axis of unknown or negative length", to_string(shape));
    if (length != 0 && count > limit / length) throw Error("shape", "has too many elements", to_string(shape));
    count *= length;
  }
  return count;
}

std::string to_string(const Shape& shape) {
  std::string text = "(";
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (i) text += ", ";
    text += shape[i] == unknown_length ? "None" : std::to_string(shape[i]);
  }
  if (shape.size() == 1) text += ',';
  return text + ")";
}

}  // namespace kvant
