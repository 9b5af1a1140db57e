// SPDX-License-Identifier: Apache-2.0
// The parser's complaints, with the verb they belong to and what was probably meant.
#include "cli/usage_error.h"

#include <kvant/suggest.h>
#include <kvant/types/error.h>

#include <CLI/CLI.hpp>

#include <algorithm>

namespace kvant::cli {
namespace {

std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

std::string suggestion(const std::string& word, const std::vector<std::string>& words, const std::string& otherwise) {
  const std::string closest = closest_word(word, words);
  return closest.empty() ? "see " + otherwise + " --help" : "did you mean \"" + closest + "\"?";
}

}  // namespace

void check_first_word(const CLI::App& app, const std::string& word) {
  if (!word.empty() && word[0] == '-') {
    if (app.get_option_no_throw(word.substr(0, word.find('='))) == nullptr) refuse_unknown(app, {word});
    return;
  }
  std::vector<std::string> names;
  for (const CLI::App* verb : app.get_subcommands({})) names.push_back(verb->get_name());
  if (std::find(names.begin(), names.end(), word) != names.end()) return;
  throw Error(word, "unknown verb; " + suggestion(word, names, "kvant"), {}, ErrorKind::usage);
}

void refuse_unknown(const CLI::App& verb, const std::vector<std::string>& words) {
  if (words.empty()) return;
  const std::string word = words[0].substr(0, words[0].find('='));
  if (word.empty() || word[0] != '-' || word == "-") {
    throw Error(verb.get_name(), "takes no further argument", word, ErrorKind::usage);
  }
  std::vector<std::string> names;
  for (const CLI::Option* option : verb.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  const bool is_verb = verb.get_parent() != nullptr;
  throw Error(is_verb ? verb.get_name() + " " + word : word,
              "unknown option; " + suggestion(word, names, (is_verb ? "kvant " : "") + verb.get_name()), {},
              ErrorKind::usage);
}

void refuse(const CLI::App& app, const CLI::ParseError& error) {
  const auto given = app.get_subcommands();
  const std::string verb = given.empty() ? "" : given.front()->get_name();
  const std::string text = one_line(error.what());
  const std::string unreadable = "Could not convert: ";  // --tolerance = text
  const std::size_t equals = text.find(" = ");
  if (text.starts_with(unreadable) && equals != std::string::npos) {
    throw Error(verb + ": " + text.substr(unreadable.size(), equals - unreadable.size()), "must be a number",
                text.substr(equals + 3), ErrorKind::usage);
  }
  throw Error(verb, text + "; see kvant " + (verb.empty() ? "" : verb + " ") + "--help", {}, ErrorKind::usage);
}

}  // namespace kvant::cli
