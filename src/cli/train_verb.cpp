// SPDX-License-Identifier: Apache-2.0
// kvant train: a recipe from data to firmware.
#include "cli/expectations.h"
#include "cli/json_object.h"
#include "cli/print.h"
#include "cli/verb.h"

#include <kvant/callbacks.h>
#include <kvant/expect.h>
#include <kvant/recipe.h>
#include <kvant/types/error.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <memory>

namespace kvant::cli {
namespace {

struct Arguments {
  std::string recipe, folder;
  std::vector<std::string> expect;
  bool check = false, resume = false, reproducible = false, quiet = false, verbose = false, json = false;
};

/// Ctrl-C ends the training after its current step; a second one ends the program.
void stop_training(int) {
  std::signal(SIGINT, SIG_DFL);
  request_stop();
}

/// A row for every part and form of the model, a column for every score.
std::string table_of(const std::map<std::string, double>& metrics) {
  std::map<std::string, std::map<std::string, std::string>> rows;
  std::vector<std::string> headings = {""};
  for (const auto& [name, value] : metrics) {
    const std::size_t dot = name.find_last_of('.');
    const std::string heading = ">" + name.substr(dot + 1);
    if (std::find(headings.begin(), headings.end(), heading) == headings.end()) headings.push_back(heading);
    rows[name.substr(0, dot)][heading] = to_text(value);
  }
  TextTable table(headings);
  for (const auto& [name, values] : rows) {
    std::vector<std::string> cells = {name};
    for (std::size_t i = 1; i < headings.size(); ++i)
      cells.push_back(values.count(headings[i]) ? values.at(headings[i]) : "");
    table.add(cells);
  }
  return table.text();
}

std::vector<std::string> paths_of(const Arguments& arguments, const RecipeResult& result) {
  std::vector<std::string> paths;
  for (const std::string& file : result.files)
    paths.push_back((std::filesystem::path(arguments.folder) / file).string());
  return paths;
}

void print_result(const Arguments& arguments, const RecipeResult& result) {
  if (arguments.json) {
    return print(json_facts()
                     .add("files", paths_of(arguments, result))
                     .add("metrics", result.metrics)
                     .add("failed", result.failed)
                     .add("warnings", result.warnings)
                     .text());
  }
  if (arguments.check) print(arguments.recipe + ": the recipe is good\n");
  print(table_of(result.metrics));
  for (const std::string& path : paths_of(arguments, result)) print(path + "\n");
  for (const std::string& warning : result.warnings) print_message("warning: " + warning);
}

void run(const Arguments& arguments) {
  if (arguments.folder.empty() && !arguments.check) {
    throw Error("train", "takes -o FOLDER, or --check", {}, ErrorKind::usage);
  }
  for (const std::string& expectation : arguments.expect) parse_expectation(expectation);  // before the work begins
  std::signal(SIGINT, stop_training);
  RecipeOptions options;
  options.check_only = arguments.check;
  options.resume = arguments.resume;
  options.reproducible = arguments.reproducible;
  if (arguments.verbose) options.verbose = 2;
  if (arguments.quiet || arguments.json) options.verbose = 0;
  const RecipeResult result = run_recipe(arguments.recipe, arguments.folder, options);
  print_result(arguments, result);
  if (arguments.check) return;
  refuse_failed(result.failed);
  check_expectations(arguments.expect, result.metrics);
}

}  // namespace

void add_train_verb(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  Verb verb(app, "train", "Runs a recipe: data, layers, training, conversion and export");
  verb.argument("RECIPE", arguments->recipe, "A .toml file; docs/recipe.md lists its keys");
  verb.option("-o,--output", "FOLDER", arguments->folder, "Where to write; made when it is missing");
  verb.flag("--check", arguments->check, "Read the recipe and its data and build the model, nothing more");
  verb.flag("--resume", arguments->resume,
            "Keep the state of an interrupted training in FOLDER, and go on from one that is there");
  verb.flag("--reproducible", arguments->reproducible,
            "The same bytes on every machine, a little slower; overrides the recipe");
  verb.repeated_option("--expect", "BOUND", arguments->expect,
                       "Like \"test.mae<=0.09\"; when it does not hold the exit code is 3");
  verb.flag("--quiet", arguments->quiet, "No progress");
  verb.flag("--verbose", arguments->verbose, "A line for every epoch, not a bar or about twenty lines");
  verb.flag("--json", arguments->json, "Results as JSON, no progress");
  verb.on_run([arguments] { run(*arguments); });
}

}  // namespace kvant::cli
