// SPDX-License-Identifier: Apache-2.0
// TensorFlow's files: a SavedModel without variables, a frozen graph, and a table of variables.
#include "formats/saved_model/read_saved_model.h"
#include "formats/saved_model/tensor_bundle.h"
#include "fuzz_target.h"

#include <optional>
#include <string>
#include <vector>

namespace {

using kvant::formats::ModelFolder;

/// A folder that holds the bytes as this file and nothing else.
ModelFolder folder_with(const std::string& name, std::span<const std::byte> bytes) {
  return [name, bytes](const std::string& path) -> std::optional<std::vector<std::byte>> {
    if (path != name) return {};
    return std::vector<std::byte>(bytes.begin(), bytes.end());
  };
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kvant;
  fuzz::read_untrusted(
      data, size, [](auto bytes) { formats::read_saved_model(folder_with("saved_model.pb", bytes), {}, "model"); });
  fuzz::read_untrusted(data, size, [](auto bytes) { formats::read_frozen_graph(bytes, "model.pb"); });
  return fuzz::read_untrusted(data, size, [](auto bytes) {
    formats::TensorBundle(folder_with("variables/variables.index", bytes), "variables/variables", "model");
  });
}
