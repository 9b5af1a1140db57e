// SPDX-License-Identifier: Apache-2.0
// .onnx: the file and its operators.
#include "formats/onnx/onnx_format.h"
#include "fuzz_target.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return kvant::fuzz::read_untrusted(data, size, [](auto bytes) { kvant::formats::read_onnx(bytes, "input"); });
}
