// SPDX-License-Identifier: Apache-2.0
// Verbs in terms of CLI11.
#include "cli/verb.h"

#include "cli/usage_error.h"

#include <CLI/CLI.hpp>
#include <utility>

namespace kvant::cli {
namespace {

CLI::Validator whole_number() {
  const auto check = [](const std::string& word) {
    const bool digits = !word.empty() && word.size() <= 18 && word.find_first_not_of("0123456789") == std::string::npos;
    return digits ? std::string() : "must be a whole number, 0 or more, received " + word;
  };
  return {check, ""};
}

}  // namespace

Verb::Verb(CLI::App& app, const std::string& name, const std::string& summary)
    : verb_(app.add_subcommand(name, summary)->allow_extras()->group("Verbs")) {}

void Verb::argument(const std::string& type, std::string& value, const std::string& help, bool required) {
  verb_->add_option(type, value, help)->type_name("")->required(required);
}

void Verb::arguments(const std::string& type, std::vector<std::string>& values, const std::string& help) {
  verb_->add_option(type, values, help)->type_name("")->required();
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
  verb_->add_option(names, value, help)->type_name(type)->check(whole_number())->capture_default_str();
}

void Verb::option(const std::string& names, const std::string& type, std::vector<std::string>& values,
                  const std::string& help) {
  verb_->add_option(names, values, help)
      ->type_name(type)
      ->delimiter(',')
      ->expected(1, CLI::detail::expected_max_vector_size)
      ->allow_extra_args(false);
}

void Verb::required_option(const std::string& names, const std::string& type, std::string& value,
                           const std::string& help) {
  verb_->add_option(names, value, help)->type_name(type)->required();
}

void Verb::choice(const std::string& names, std::string& value, const std::vector<std::string>& words,
                  const std::string& help, const std::string& note) {
  std::string type;
  for (const std::string& word : words) type += (type.empty() ? "" : "|") + word;
  const CLI::Validator known(
      [words, note](std::string& word) {
        if (std::find(words.begin(), words.end(), word) != words.end()) return std::string();
        std::string list;
        for (const std::string& allowed : words) list += (list.empty() ? "" : ", ") + allowed;
        return "must be one of " + list + note + ", received " + word;
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
  const std::function<void(const std::vector<std::string>&)> read = [&, names](const std::vector<std::string>& words) {
    given = true;
    for (const std::string& word : words) {
      if (word.empty()) continue;  // stands for no value at all
      values.emplace_back();
      if (!CLI::detail::lexical_cast(word, values.back()))
        throw CLI::ValidationError(names, "must be a number, received " + word);
    }
  };
  verb_->add_option_function(names, read, help)->type_name(type)->expected(0, CLI::detail::expected_max_vector_size);
}

void Verb::on_run(std::function<void()> action) {
  verb_->final_callback([verb = verb_, action = std::move(action)] {
    refuse_unknown(*verb, verb->remaining());
    action();
  });
}

}  // namespace kvant::cli
