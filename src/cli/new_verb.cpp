// SPDX-License-Identifier: Apache-2.0
// kvant new: a recipe to start from.
#include "cli/print.h"
#include "cli/verb.h"

#include <kvant/files.h>
#include <kvant/recipe.h>
#include <kvant/types/error.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace kvant::cli {
namespace {

struct Arguments {
  std::string kind, output;
};

/// What a kind of recipe reads.
struct RecipeData {
  std::string_view kind, file;
  std::string (*make)();
};
constexpr std::array recipe_data = {RecipeData{"lesson", "sine.csv", lesson_data},
                                    RecipeData{"classifier", "movement.csv", movement_data}};

void check_free(const std::filesystem::path& path) {
  if (std::filesystem::exists(path)) throw Error(path.string(), "is there already; it is left as it is");
}

void run(const Arguments& arguments) {
  const std::string recipe = new_recipe(arguments.kind);
  if (arguments.output.empty() || arguments.output == "-") return print(recipe);
  check_free(arguments.output);
  const auto data = std::find_if(recipe_data.begin(), recipe_data.end(),
                                 [&](const RecipeData& one) { return one.kind == arguments.kind; });
  if (data == recipe_data.end()) {
    save(arguments.output, recipe);
    return print(arguments.output + "\n");
  }
  const std::string file = (std::filesystem::path(arguments.output).parent_path() / data->file).string();
  check_free(file);
  save(arguments.output, recipe);
  save(file, data->make());
  print(arguments.output + "\n" + file + "\n");
}

}  // namespace

void add_new_verb(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  Verb verb(app, "new", "Writes a recipe to start from");
  verb.argument("KIND", arguments->kind, "lesson, classifier or blank");
  verb.option("-o,--output", "FILE", arguments->output,
              "The recipe; its data, sine.csv or movement.csv, are written beside it. By default it is printed");
  verb.on_run([arguments] { run(*arguments); });
}

}  // namespace kvant::cli
