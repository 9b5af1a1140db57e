// SPDX-License-Identifier: Apache-2.0
// .keras: the zip, its config and its weights.
#include "formats/keras/keras_archive.h"
#include "fuzz_target.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return kvant::fuzz::read_untrusted(data, size,
                                     [](auto bytes) { kvant::formats::read_keras_archive(bytes, "input"); });
}
