// SPDX-License-Identifier: Apache-2.0
// Provenance as JSON.
#include "export/provenance.h"

#include "export/sha256.h"

#include <nlohmann/json.hpp>

namespace kvant::exporting {
namespace {

std::string file_name(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

nlohmann::ordered_json digests(const std::vector<std::pair<std::string, std::string>>& files) {
  nlohmann::ordered_json object = nlohmann::ordered_json::object();
  for (const auto& [name, digest] : files) object[name] = digest;
  return object;
}

}  // namespace

void Provenance::add_input(const std::string& path, std::span<const std::byte> bytes) {
  inputs.emplace_back(file_name(path), sha256_hex(bytes));
}
void Provenance::add_output(const std::string& path, std::span<const std::byte> bytes) {
  outputs.emplace_back(file_name(path), sha256_hex(bytes));
}

std::string emit_provenance(const Provenance& provenance) {
  nlohmann::ordered_json json;
  json["schema"] = 1;
  json["kvant"] = KVANT_VERSION;
  json["converter_rules"] = "TensorFlow 2.21";
  if (!provenance.command.empty()) json["command"] = provenance.command;
  if (provenance.seed) json["seed"] = *provenance.seed;
  if (!provenance.cpu.empty()) json["cpu"] = provenance.cpu;
  json["inputs"] = digests(provenance.inputs);
  json["outputs"] = digests(provenance.outputs);
  if (!provenance.metrics.empty()) json["metrics"] = provenance.metrics;
  return json.dump(2) + "\n";
}

}  // namespace kvant::exporting
