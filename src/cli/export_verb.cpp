// SPDX-License-Identifier: Apache-2.0
// kvant export: a model as source code for firmware.
#include "cli/json_object.h"
#include "cli/print.h"
#include "cli/verb.h"

#include <kvant/export.h>
#include <kvant/types/error.h>

#include <cmath>
#include <filesystem>
#include <memory>

namespace kvant::cli {
namespace {

struct Arguments {
  std::string model, form = "c-array", folder, name;
  std::vector<double> selftest;
  bool has_selftest = false, arduino = false, json = false;
};

/// How many golden vectors; 0 for none.
int selftest_of(const Arguments& arguments) {
  if (!arguments.has_selftest) return 0;
  const double count = arguments.selftest.empty() ? 16 : arguments.selftest[0];
  if (arguments.selftest.size() > 1 || !(count >= 1 && count <= 1000) || count != std::floor(count))
    throw Error("--selftest", "takes one whole number from 1 to 1000, or none", {}, ErrorKind::usage);
  return static_cast<int>(count);
}

std::string command_of(const Arguments& arguments) {
  std::string command =
      "kvant export " + std::filesystem::path(arguments.model).filename().string() + " --as " + arguments.form;
  if (!arguments.name.empty()) command += " --name " + arguments.name;
  if (arguments.has_selftest) command += " --selftest " + std::to_string(selftest_of(arguments));
  if (arguments.arduino) command += " --cpp";
  return command;
}

void run(const Arguments& arguments) {
  const Bytes model = load(arguments.model);
  ExportOptions options;
  options.name = arguments.name;
  options.source_ending = arguments.arduino ? "cpp" : "cc";
  options.selftest = selftest_of(arguments);
  options.command = command_of(arguments);
  const std::vector<ExportedFile> files = export_as(arguments.form, model, arguments.model, options);
  std::vector<std::string> paths;
  for (const ExportedFile& file : files) {
    const std::filesystem::path path = std::filesystem::path(arguments.folder) / file.path;
    std::error_code failed;
    std::filesystem::create_directories(path.parent_path(), failed);
    if (failed) throw Error(path.parent_path().string(), "cannot be made: " + failed.message());
    paths.push_back(path.string());
    save(paths.back(), file.text);
  }
  const std::vector<std::string> warnings = device_warnings(model);
  if (arguments.json) return print(json_facts().add("files", paths).add("warnings", warnings).text());
  for (const std::string& path : paths) print(path + "\n");
  for (const std::string& warning : warnings) print_message("warning: " + arguments.model + ": " + warning);
}

}  // namespace

void add_export_verb(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  Verb verb(app, "export", "Writes a model as source code for firmware");
  verb.argument("MODEL", arguments->model, "A .tflite file");
  verb.choice("--as", arguments->form, export_forms(),
              "What to write: the model as bytes, as C++, or as C++ in a ready project");
  verb.required_option("-o,--output", "FOLDER", arguments->folder, "Where to write; made when it is missing");
  verb.option("--name", "NAME", arguments->name, "Beginning of every name in C; by default from the file's name");
  verb.flag_with_values("--selftest", "[N]", arguments->has_selftest, arguments->selftest,
                        "With --as cpp: so many stored answers (16) that a device can check itself with, and a test");
  verb.flag("--cpp", arguments->arduino, "Name the source .cpp, as the Arduino IDE wants it, not .cc");
  verb.flag("--json", arguments->json, "Facts as JSON");
  verb.on_run([arguments] { run(*arguments); });
}

}  // namespace kvant::cli
