// SPDX-License-Identifier: Apache-2.0
// .tflite: what is read is written, and what is written is read again, with as many tensors and operators.
#include "formats/tflite/tflite_format.h"
#include "fuzz_target.h"

namespace {

void read_input(std::span<const std::byte> bytes) {
  const kvant::graph::Graph graph = kvant::formats::read_tflite(bytes, "input");
  for (const bool strip : {false, true}) {
    const std::vector<std::byte> written = kvant::formats::write_tflite(graph, {.strip = strip});
    try {
      const kvant::graph::Graph again = kvant::formats::read_tflite(written, "written");
      kvant::fuzz::must_hold(again.nodes.size() == graph.nodes.size(), "operators were lost");
      kvant::fuzz::must_hold(again.tensors.size() >= graph.tensors.size(), "tensors were lost");
    } catch (const kvant::Error& error) {
      kvant::fuzz::must_hold(false, error.problem());
    }
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return kvant::fuzz::read_untrusted(data, size, read_input);
}
