// SPDX-License-Identifier: Apache-2.0
// The command line as a whole: its verbs, --version and --generate.
#include "cli/print.h"
#include "cli/verb.h"

#include <kvant/suggest.h>
#include <kvant/types/error.h>

#include <CLI/CLI.hpp>

namespace kvant::cli {
namespace {

std::string version() {
  std::string text = "kvant " KVANT_VERSION;
#ifdef KVANT_COMMIT
  text += " (commit " KVANT_COMMIT ")";
#endif
  return text + "\nconverter rules: TensorFlow 2.21\n";
}

void add_verbs(CLI::App& app) {
  add_new_verb(app);
  add_train_verb(app);
  add_convert_verb(app);
  add_inspect_verb(app);
  add_run_verb(app);
  add_evaluate_verb(app);
  add_verify_verb(app);
  add_export_verb(app);
  add_bench_verb(app);
  add_xxd_verb(app);
}

/// A first word that is no verb gets a better answer than "not expected".
void check_verb(const CLI::App& app, const std::string& word) {
  if (word.empty() || word[0] == '-') return;
  std::vector<std::string> names;
  for (const CLI::App* verb : app.get_subcommands({})) names.push_back(verb->get_name());
  if (std::find(names.begin(), names.end(), word) != names.end()) return;
  const std::string closest = closest_word(word, names);
  throw Error(word,
              closest.empty() ? "unknown verb; see kvant --help" : "unknown verb; did you mean \"" + closest + "\"?",
              {}, ErrorKind::usage);
}

std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

}  // namespace

void run_command_line(int count, char** words) {
  CLI::App app("A small neural network from data to a microcontroller: trains, converts, inspects and exports.",
               "kvant");
  app.get_formatter()->column_width(34);
  app.get_formatter()->label("SUBCOMMAND", "VERB");
  app.get_formatter()->label("Subcommands", "Verbs");
  app.footer(
      "kvant VERB --help says more about one verb. Data are .csv, .npy or .npz files; - is standard input or output.");
  app.set_version_flag("--version", version(), "Version, commit and the converter whose rules are followed");
  std::string generated;
  app.add_option("--generate", generated)->group("");
  add_verbs(app);
  try {
    if (count > 1) check_verb(app, words[1]);
    app.parse(count, words);
  } catch (const CLI::CallForVersion&) {
    return print(version());
  } catch (const CLI::CallForHelp&) {
    const auto given = app.get_subcommands();
    return print(given.empty() ? app.help() : given.front()->help("kvant"));
  } catch (const CLI::ParseError& error) {
    throw Error({}, one_line(error.what()), {}, ErrorKind::usage);
  }
  if (!generated.empty()) return print(generate(app, generated));
  if (app.get_subcommands().empty()) throw Error({}, "a verb is missing; see kvant --help", {}, ErrorKind::usage);
}

}  // namespace kvant::cli
