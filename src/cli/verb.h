// SPDX-License-Identifier: Apache-2.0
// What a verb says about itself: its arguments, options and what it does. The only door to CLI11.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace kvant::cli {

/// One verb of the command line. The values that it is given must live until it has run.
/// Names are "--long" or "-o,--long"; type is the word that stands for the value in the help text.
class Verb {
 public:
  Verb(CLI::App& app, const std::string& name, const std::string& summary);

  /// A value that stands without a name; required unless said otherwise.
  void argument(const std::string& type, std::string& value, const std::string& help, bool required = true);
  /// One value or more that stand without a name.
  void arguments(const std::string& type, std::vector<std::string>& values, const std::string& help);
  void flag(const std::string& names, bool& value, const std::string& help);
  void option(const std::string& names, const std::string& type, std::string& value, const std::string& help);
  void option(const std::string& names, const std::string& type, std::optional<double>& value, const std::string& help);
  void option(const std::string& names, const std::string& type, std::int64_t& value, const std::string& help);
  /// Several values, separated by commas.
  void option(const std::string& names, const std::string& type, std::vector<std::string>& values,
              const std::string& help);
  /// As option, but the verb does not run without it.
  void required_option(const std::string& names, const std::string& type, std::string& value, const std::string& help);
  /// One of these words. note: what the message for another word says besides.
  void choice(const std::string& names, std::string& value, const std::vector<std::string>& words,
              const std::string& help, const std::string& note = {});
  /// Given any number of times, one value each.
  void repeated_option(const std::string& names, const std::string& type, std::vector<std::string>& values,
                       const std::string& help);
  /// With no value, or with several; given says whether it was there at all.
  void flag_with_values(const std::string& names, const std::string& type, bool& given, std::vector<double>& values,
                        const std::string& help);

  void on_run(std::function<void()> action);

 private:
  CLI::App* verb_;
};

void add_bench_verb(CLI::App& app);
void add_convert_verb(CLI::App& app);
void add_evaluate_verb(CLI::App& app);
void add_export_verb(CLI::App& app);
void add_inspect_verb(CLI::App& app);
void add_new_verb(CLI::App& app);
void add_run_verb(CLI::App& app);
void add_train_verb(CLI::App& app);
void add_verify_verb(CLI::App& app);
void add_ops_verb(CLI::App& app);
void add_xxd_verb(CLI::App& app);

/// Reads the command line and runs the verb. Throws Error.
void run_command_line(int count, char** words);

/// The manual page or a shell's completions: "man", "bash-completion" or "zsh-completion".
std::string generate(CLI::App& app, const std::string& what);

}  // namespace kvant::cli
