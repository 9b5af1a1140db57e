// SPDX-License-Identifier: Apache-2.0
// repeat_run: what a provenance file records, done again in a temporary folder.
#include <kvant/verify.h>

#include "export/provenance.h"
#include "export/sha256.h"
#include "kvant/temporary_folder.h"

#include <kvant/export.h>
#include <kvant/recipe.h>
#include <kvant/types/error.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>
#include <utility>

namespace kvant {
namespace {

namespace fs = std::filesystem;
using Digests = std::vector<std::pair<std::string, std::string>>;

/// The input of this name and digest; else the first of this name.
std::string find_input(const fs::path& folder, const std::string& name, const std::string& digest) {
  std::string found;
  for (const fs::path& place : {folder, folder / "..", fs::path(".")}) {
    const std::string path = (place / name).lexically_normal().string();
    if (!fs::is_regular_file(path)) continue;
    if (exporting::sha256_hex(load(path)) == digest) return path;
    if (found.empty()) found = path;
  }
  if (found.empty()) throw Error(name, "is not there: it is looked for beside the record, above it and here");
  return found;
}

/// The word behind an option; empty when it was not given.
std::string option_of(const std::string& command, const std::string& option) {
  const std::size_t at = command.find(option);
  if (at == std::string::npos) return {};
  const std::size_t begin = at + option.size();
  return command.substr(begin, command.find(' ', begin) - begin);
}

/// The whole number behind an option; 0 when it was not given.
int number_of(const std::string& command, const std::string& option) {
  const std::string text = option_of(command, option);
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// The outputs of the run once more, with their digests. Nothing when the command is of another kind.
std::optional<Digests> repeat(const exporting::Provenance& record, const std::string& input) {
  if (record.command.starts_with("kvant train ")) {
    const TemporaryFolder scratch;
    RecipeOptions options{.verbose = 0};
    options.reproducible = record.command.ends_with(" --reproducible");
    const RecipeResult result = run_recipe(input, scratch.path(), options);
    Digests outputs;
    for (const std::string& file : result.files)
      outputs.emplace_back(file, exporting::sha256_hex(load((fs::path(scratch.path()) / file).string())));
    return outputs;
  }
  if (record.command.starts_with("kvant export ")) {
    ExportOptions options;
    options.name = option_of(record.command, " --name ");
    options.selftest = number_of(record.command, " --selftest ");
    if (record.command.ends_with(" --cpp")) options.source_ending = "cpp";
    Digests outputs;
    for (const ExportedFile& file : export_as(option_of(record.command, " --as "), load(input), input, options))
      outputs.emplace_back(file.path, exporting::sha256_hex(std::as_bytes(std::span(file.text))));
    return outputs;
  }
  return {};
}

void compare(const Digests& recorded, const Digests& again, RepeatedRun& run) {
  for (const auto& [name, digest] : recorded) {
    const auto found = std::find_if(again.begin(), again.end(), [&](const auto& one) { return one.first == name; });
    if (found == again.end())
      run.differences.push_back(name + ": is not made");
    else if (found->second == digest)
      run.equal.push_back(name);
    else
      run.differences.push_back(name + ": SHA-256 " + found->second + ", recorded " + digest);
  }
}

}  // namespace

RepeatedRun repeat_run(const std::string& provenance) {
  const Bytes text = load(provenance);
  const exporting::Provenance record =
      exporting::read_provenance({reinterpret_cast<const char*>(text.data()), text.size()}, provenance);
  if (record.inputs.empty() || record.outputs.empty()) throw Error(provenance, "records no inputs or no outputs");
  RepeatedRun run;
  run.command = record.command;
  std::string first_input;
  for (const auto& [name, digest] : record.inputs) {
    const std::string path = find_input(fs::path(provenance).parent_path(), name, digest);
    if (first_input.empty()) first_input = path;
    const std::string found = exporting::sha256_hex(load(path));
    if (found != digest) run.differences.push_back(path + ": SHA-256 " + found + ", recorded " + digest);
  }
  const std::optional<Digests> again = repeat(record, first_input);
  if (!again) throw Error(provenance, "records no run of kvant train or kvant export", record.command);
  compare(record.outputs, *again, run);
  return run;
}

}  // namespace kvant
