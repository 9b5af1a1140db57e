// SPDX-License-Identifier: Apache-2.0
// .csv as a table, and as rows that are read where they stand.
#include "data/csv_reader.h"
#include "data/csv_source.h"
#include "fuzz_target.h"

#include <string_view>

namespace {

void read_input(std::span<const std::byte> bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  kvant::data::read_csv(text, "input");
  const kvant::data::CsvSource source(text, nullptr, "input", {}, {});
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return kvant::fuzz::read_untrusted(data, size, read_input);
}
