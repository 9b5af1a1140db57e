// SPDX-License-Identifier: Apache-2.0
// Ten lines of a user's own: a column of numbers, and the error of asking it for the wrong type.
#include <kvant/types/array.h>
#include <kvant/types/error.h>

#include <cstdio>

int main() try {
  const kvant::Array column{1.5F, 2.5F};
  std::printf("%d rows\n", static_cast<int>(column.rows()));
  return static_cast<int>(column.values<std::int8_t>().size());
} catch (const kvant::Error& error) {
  std::printf("%s\n", error.what());
}
