// SPDX-License-Identifier: Apache-2.0
// Where an output came from: enough to make it again and compare. No time, no absolute path.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kvant::exporting {

struct Provenance {
  std::string command;  ///< as typed, files by their names alone; the first input is the file it works on
  std::optional<std::uint64_t> seed;
  std::string cpu;  ///< instruction set that training used; empty: none was done
  std::map<std::string, double> metrics;
  std::vector<std::pair<std::string, std::string>> inputs, outputs;  ///< file, SHA-256

  /// Recorded by its name alone.
  void add_input(const std::string& path, std::span<const std::byte> bytes);
  /// path: relative to the folder of the outputs.
  void add_output(const std::string& path, std::span<const std::byte> bytes);
};

/// JSON, two spaces deep, with a line end.
std::string emit_provenance(const Provenance& provenance);

/// Command, inputs and outputs of what emit_provenance gave. name: of the file. Throws Error for anything else.
Provenance read_provenance(std::string_view text, const std::string& name);

}  // namespace kvant::exporting
