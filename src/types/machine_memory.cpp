// SPDX-License-Identifier: Apache-2.0
// Asking the machine for its memory, and saying numbers of bytes.
#include <kvant/types/error.h>
#include <kvant/types/machine_memory.h>

#include <cstdio>
#include <fstream>
#include <iterator>

namespace kvant {

std::optional<std::int64_t> available_memory() {
  std::ifstream file("/proc/meminfo");
  std::string name;
  std::int64_t kilobytes = 0;
  while (file >> name >> kilobytes) {
    if (name == "MemAvailable:") return kilobytes * 1024;
    file.ignore(100, '\n');
  }
  return {};
}

void check_room(double bytes, const std::string& where, const std::string& what) {
  constexpr double always_there = 1 << 20;
  constexpr std::int64_t most_bytes = std::int64_t{1} << 47;  // what processors can address
  if (bytes <= always_there) return;
  const auto available = static_cast<double>(available_memory().value_or(most_bytes));
  if (bytes <= available) return;
  throw Error(where,
              what + " needs " + text_of_bytes(bytes) + " of memory, " + text_of_bytes(available) + " are available");
}

std::string text_of_bytes(double bytes) {
  static constexpr const char* units[] = {"B", "KB", "MB", "GB", "TB", "PB", "EB"};
  std::size_t unit = 0;
  while (bytes >= 1024.0 && unit + 1 < std::size(units)) {
    bytes /= 1024.0;
    ++unit;
  }
  char text[32];
  std::snprintf(text, sizeof(text), unit == 0 ? "%.0f %s" : "%.1f %s", bytes, units[unit]);
  return text;
}

}  // namespace kvant
