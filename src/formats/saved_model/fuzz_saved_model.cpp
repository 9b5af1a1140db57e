// SPDX-License-Identifier: Apache-2.0
// The readers of TensorFlow's files, one after another.
#include "formats/saved_model/fuzz_saved_model.h"

#include "formats/saved_model/read_saved_model.h"
#include "formats/saved_model/tensor_bundle.h"

#include <kvant/types/error.h>

#include <string>
#include <vector>

namespace kvant::formats {
namespace {

template <class Read>
void try_reading(Read read) {
  try {
    read();
  } catch (const Error&) {
    return;
  }
}

}  // namespace

void fuzz_saved_model(std::span<const std::byte> bytes) {
  const std::vector<std::byte> whole(bytes.begin(), bytes.end());
  const auto folder_of = [&](const std::string& only) -> ModelFolder {
    return [&whole, only](const std::string& path) -> std::optional<std::vector<std::byte>> {
      if (path != only) return {};
      return whole;
    };
  };
  try_reading([&] { read_saved_model(folder_of("saved_model.pb"), {}, "model"); });
  try_reading([&] { read_frozen_graph(whole, "model.pb"); });
  try_reading([&] { TensorBundle(folder_of("variables/variables.index"), "variables/variables", "model"); });
}

}  // namespace kvant::formats
