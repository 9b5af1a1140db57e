// SPDX-License-Identifier: Apache-2.0
// The edit distance and what is said with it.
#include "layers/did_you_mean.h"

#include <algorithm>
#include <vector>

namespace kvant::layers {
namespace {
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
}  // namespace

// Three rows of the table of distances between beginnings of a and beginnings of b.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), previous(b.size() + 1), current(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) previous[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (same ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]);
      if (swapped) current[j] = std::min(current[j], before[j - 2] + 1);
    }
    before.swap(previous);
    previous.swap(current);
  }
  return previous[b.size()];
}

std::string_view nearest_name(std::string_view given, std::span<const std::string_view> known) {
  constexpr std::size_t longest_name = 64;  // nobody misspells a name into a page of text
  if (given.size() > longest_name) return {};
  std::string_view nearest;
  std::size_t least = 1 + std::max<std::size_t>(1, given.size() / 3);
  for (std::string_view name : known) {
    const std::size_t distance = edit_distance(given, name);
    if (distance < least) {
      least = distance;
      nearest = name;
    }
  }
  return nearest;
}

Error unknown_name(const std::string& where, const std::string& thing, std::string_view given,
                   std::span<const std::string_view> known) {
  std::string text = "unknown " + thing + " \"" + std::string(given.substr(0, 80)) + "\"; ";
  const std::string_view nearest = nearest_name(given, known);
  if (!nearest.empty()) {
    text += "did you mean \"" + std::string(nearest) + "\"?";
  } else {
    text += "known are ";
    for (std::size_t i = 0; i < known.size(); ++i) text += (i ? ", " : "") + std::string(known[i]);
  }
  return {where, text, {}, ErrorKind::usage};
}

}  // namespace kvant::layers
