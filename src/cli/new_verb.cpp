// SPDX-License-Identifier: Apache-2.0
// kvant new: a recipe to start from.
#include "cli/print.h"
#include "cli/verb.h"

#include <kvant/files.h>
#include <kvant/recipe.h>
#include <kvant/types/error.h>

#include <filesystem>
#include <memory>

namespace kvant::cli {
namespace {

struct Arguments {
  std::string kind, output;
};

void check_free(const std::filesystem::path& path) {
  if (std::filesystem::exists(path)) throw Error(path.string(), "is there already; it is left as it is");
}

void run(const Arguments& arguments) {
  const std::string recipe = new_recipe(arguments.kind);
  if (arguments.output.empty() || arguments.output == "-") return print(recipe);
  const std::filesystem::path data = std::filesystem::path(arguments.output).parent_path() / "sine.csv";
  const bool has_data = arguments.kind == "lesson";
  check_free(arguments.output);
  if (has_data) check_free(data);
  save(arguments.output, recipe);
  print(arguments.output + "\n");
  if (!has_data) return;
  save(data.string(), lesson_data());
  print(data.string() + "\n");
}

}  // namespace

void add_new_verb(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  Verb verb(app, "new", "Writes a recipe to start from");
  verb.argument("KIND", arguments->kind, "lesson, classifier (comes later) or blank");
  verb.option("-o,--output", "FILE", arguments->output,
              "The recipe; the lesson's data, sine.csv, are written beside it. By default it is printed");
  verb.on_run([arguments] { run(*arguments); });
}

}  // namespace kvant::cli
