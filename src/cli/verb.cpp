// SPDX-License-Identifier: Apache-2.0
// Verbs in terms of CLI11.
#include "cli/verb.h"

#include <CLI/CLI.hpp>
#include <utility>

namespace kvant::cli {

Verb::Verb(CLI::App& app, const std::string& name, const std::string& summary)
    : verb_(app.add_subcommand(name, summary)) {}

void Verb::argument(const std::string& type, std::string& value, const std::string& help, bool required) {
  verb_->add_option(type, value, help)->type_name("")->required(required);
}

void Verb::flag(const std::string& names, bool& value, const std::string& help) { verb_->add_flag(names, value, help); }

void Verb::option(const std::string& names, const std::string& type, std::string& value, const std::string& help) {
  CLI::Option* added = verb_->add_option(names, value, help)->type_name(type);
  if (!value.empty()) added->capture_default_str();
}

void Verb::option(const std::string& names, const std::string& type, std::optional<double>& value,
                  const std::string& help) {
  verb_->add_option(names, value, help)->type_name(type);
}

void Verb::option(const std::string& names, const std::string& type, std::int64_t& value, const std::string& help) {
  verb_->add_option(names, value, help)->type_name(type)->check(CLI::NonNegativeNumber)->capture_default_str();
}

void Verb::option(const std::string& names, const std::string& type, std::vector<std::string>& values,
                  const std::string& help) {
  verb_->add_option(names, values, help)->type_name(type)->delimiter(',')->expected(1);
}

void Verb::required_option(const std::string& names, const std::string& type, std::string& value,
                           const std::string& help) {
  verb_->add_option(names, value, help)->type_name(type)->required();
}

void Verb::choice(const std::string& names, std::string& value, const std::vector<std::string>& words,
                  const std::string& help) {
  std::string type;
  for (const std::string& word : words) type += (type.empty() ? "" : "|") + word;
  const CLI::Validator known(
      [words](std::string& word) {
        if (std::find(words.begin(), words.end(), word) != words.end()) return std::string();
        std::string list;
        for (const std::string& allowed : words) list += (list.empty() ? "" : ", ") + allowed;
        return "must be one of " + list + ", received " + word;
      },
      "");
  CLI::Option* added = verb_->add_option(names, value, help)->type_name(type)->check(known);
  if (!value.empty()) added->capture_default_str();
}

void Verb::repeated_option(const std::string& names, const std::string& type, std::vector<std::string>& values,
                           const std::string& help) {
  verb_->add_option(names, values, help)
      ->type_name(type)
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void Verb::flag_with_values(const std::string& names, const std::string& type, bool& given, std::vector<double>& values,
                            const std::string& help) {
  CLI::Option* option =
      verb_->add_option(names, values, help)->type_name(type)->expected(0, CLI::detail::expected_max_vector_size);
  verb_->parse_complete_callback([&given, option] { given = option->count() > 0; });
}

void Verb::on_run(std::function<void()> action) { verb_->final_callback(std::move(action)); }

}  // namespace kvant::cli
