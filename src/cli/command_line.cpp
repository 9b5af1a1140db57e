// SPDX-License-Identifier: Apache-2.0
// The command line as a whole: its verbs, --version and --generate.
#include "cli/print.h"
#include "cli/usage_error.h"
#include "cli/verb.h"
#include "cli/version.h"

#include <kvant/types/error.h>

#include <CLI/CLI.hpp>

namespace kvant::cli {
namespace {

void add_verbs(CLI::App& app) {
  add_new_verb(app);
  add_train_verb(app);
  add_convert_verb(app);
  add_inspect_verb(app);
  add_ops_verb(app);
  add_run_verb(app);
  add_evaluate_verb(app);
  add_verify_verb(app);
  add_export_verb(app);
  add_bench_verb(app);
  add_xxd_verb(app);
}

}  // namespace

void run_command_line(int count, char** words) {
  CLI::App app("A small neural network from data to a microcontroller: trains, converts, inspects and exports.",
               "kvant");
  app.get_formatter()->column_width(34);
  app.get_formatter()->label("SUBCOMMAND", "VERB");
  app.get_formatter()->label("Positionals", "Arguments");
  app.get_formatter()->label("REQUIRED", "(required)");
  app.footer(
      "kvant VERB --help says more about one verb. Data are .csv, .npy, .npz or IDX files (also as .gz) or folders of "
      "pictures; - is standard input or output.");
  app.set_version_flag("--version", version_text(), "Version, commit and the converter whose rules are followed");
  std::string generated;
  app.add_option("--generate", generated)->group("");
  add_verbs(app);
  try {
    if (count > 1) check_first_word(app, words[1]);
    app.parse(count, words);
  } catch (const CLI::CallForVersion&) {
    return print(version_text());
  } catch (const CLI::CallForHelp&) {
    const auto given = app.get_subcommands();
    return print(given.empty() ? app.help() : given.front()->help("kvant"));
  } catch (const CLI::ParseError& error) {
    refuse(app, error);
  }
  if (!generated.empty()) return print(generate(app, generated));
  if (app.get_subcommands().empty()) throw Error({}, "a verb is missing; see kvant --help", {}, ErrorKind::usage);
}

}  // namespace kvant::cli
