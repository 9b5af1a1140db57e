// SPDX-License-Identifier: Apache-2.0
// Where an output came from: enough to make it again and compare. No time, no absolute path.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace kvant::exporting {

struct Provenance {
  std::string command;  ///< or the recipe's file name
  std::optional<std::uint64_t> seed;
  std::string cpu;  ///< instruction set that training used; empty: none was done
  std::map<std::string, double> metrics;
  std::vector<std::pair<std::string, std::string>> inputs, outputs;  ///< file name, SHA-256

  void add_input(const std::string& path, std::span<const std::byte> bytes);
  void add_output(const std::string& path, std::span<const std::byte> bytes);
};

/// JSON, two spaces deep, with a line end.
std::string emit_provenance(const Provenance& provenance);

}  // namespace kvant::exporting
