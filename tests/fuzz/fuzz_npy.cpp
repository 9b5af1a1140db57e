// SPDX-License-Identifier: Apache-2.0
// .npy, and .npz where the bytes are a zip.
#include "data/npy_format.h"
#include "data/npz_format.h"
#include "fuzz_target.h"

namespace {

void read_input(std::span<const std::byte> bytes) {
  if (!bytes.empty() && bytes[0] == std::byte{'P'})
    kvant::data::read_npz(bytes, "input");
  else
    kvant::data::read_npy(bytes, "input");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return kvant::fuzz::read_untrusted(data, size, read_input);
}
