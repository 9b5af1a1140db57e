// SPDX-License-Identifier: Apache-2.0
// IDX, and the gzip in which it comes.
#include "data/gzip.h"
#include "data/idx_format.h"
#include "fuzz_target.h"

namespace {

constexpr std::size_t most_bytes = 1 << 24;

void read_input(std::span<const std::byte> bytes) {
  if (!bytes.empty() && bytes[0] == std::byte{0x1f})
    kvant::data::read_gzip(bytes, "input", most_bytes);
  else
    kvant::data::read_idx(bytes, "input");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return kvant::fuzz::read_untrusted(data, size, read_input);
}
