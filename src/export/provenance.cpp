// SPDX-License-Identifier: Apache-2.0
// Provenance as JSON.
#include "export/provenance.h"

#include "export/sha256.h"

#include <kvant/types/error.h>

#include <nlohmann/json.hpp>

namespace kvant::exporting {
namespace {

std::string file_name(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

nlohmann::ordered_json digests(const std::vector<std::pair<std::string, std::string>>& files) {
  nlohmann::ordered_json object = nlohmann::ordered_json::object();
  for (const auto& [name, digest] : files) object[name] = digest;
  return object;
}

/// Whether it stays in the folder it is looked for in.
bool is_inside(const std::string& path) {
  return !path.empty() && path[0] != '/' && ("/" + path + "/").find("/../") == std::string::npos;
}

/// File names and digests; an input's name has no folder in it.
std::vector<std::pair<std::string, std::string>> read_digests(const nlohmann::ordered_json& json,
                                                              const std::string& key, const std::string& name) {
  std::vector<std::pair<std::string, std::string>> files;
  if (!json.contains(key) || !json[key].is_object()) throw Error(name, "is no record of a run: " + key + " is missing");
  for (const auto& [file, digest] : json[key].items()) {
    if (!digest.is_string() || !is_inside(file) || (key == "inputs" && file != file_name(file)))
      throw Error(name, key + " must be names of files with their SHA-256", file);
    files.emplace_back(file, digest.get<std::string>());
  }
  return files;
}

}  // namespace

void Provenance::add_input(const std::string& path, std::span<const std::byte> bytes) {
  inputs.emplace_back(file_name(path), sha256_hex(bytes));
}
void Provenance::add_output(const std::string& path, std::span<const std::byte> bytes) {
  outputs.emplace_back(path, sha256_hex(bytes));
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

Provenance read_provenance(std::string_view text, const std::string& name) {
  const auto json = nlohmann::ordered_json::parse(text.begin(), text.end(), nullptr, false);
  if (!json.is_object() || json.value("schema", nlohmann::ordered_json()) != 1)
    throw Error(name, "is no record of a run: a JSON object with \"schema\": 1 is expected");
  Provenance provenance;
  if (json.contains("command") && json["command"].is_string()) provenance.command = json["command"].get<std::string>();
  provenance.inputs = read_digests(json, "inputs", name);
  provenance.outputs = read_digests(json, "outputs", name);
  return provenance;
}

}  // namespace kvant::exporting
