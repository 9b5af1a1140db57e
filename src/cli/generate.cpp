// SPDX-License-Identifier: Apache-2.0
// The manual page and shell completions, from the same descriptions as --help.
#include "cli/verb.h"

#include <kvant/types/error.h>

#include <CLI/CLI.hpp>

namespace kvant::cli {
namespace {

/// The visible options of a verb; positional arguments are left out.
std::vector<const CLI::Option*> options_of(const CLI::App& app) {
  return app.get_options(
      [](const CLI::Option* option) { return option->nonpositional() && !option->get_group().empty(); });
}
std::vector<const CLI::Option*> arguments_of(const CLI::App& app) {
  return app.get_options([](const CLI::Option* option) { return option->get_positional(); });
}
std::vector<const CLI::App*> verbs_of(const CLI::App& app) { return app.get_subcommands({}); }

/// "-o" and "--output" of an option.
std::vector<std::string> names_of(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames()) names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) names.push_back("--" + name);
  return names;
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
  return text;
}

// ---- manual page ----------------------------------------------------------------------------------------------------

std::string roff(const std::string& text) { return replaced(replaced(text, "\\", "\\e"), "-", "\\-"); }

std::string man_option(const CLI::Option& option) {
  std::string names;
  for (const std::string& name : names_of(option))
    names += (names.empty() ? "" : ", ") + ("\\fB" + roff(name) + "\\fR");
  const std::string type = option.get_items_expected_max() == 0 ? "" : option.get_type_name();
  if (!type.empty()) names += " \\fI" + roff(type) + "\\fR";
  return ".TP\n" + names + "\n" + roff(option.get_description()) + "\n";
}

std::string man_verb(const CLI::App& verb) {
  std::string text = ".SS kvant " + verb.get_name();
  for (const CLI::Option* argument : arguments_of(verb)) text += " " + roff(argument->get_name());
  text += "\n" + roff(verb.get_description()) + ".\n";
  for (const CLI::Option* argument : arguments_of(verb)) {
    text += ".TP\n\\fI" + roff(argument->get_name()) + "\\fR\n" + roff(argument->get_description()) + "\n";
  }
  for (const CLI::Option* option : options_of(verb)) text += man_option(*option);
  return text;
}

std::string man_page(const CLI::App& app) {
  std::string text = ".TH KVANT 1 \"\" \"kvant " KVANT_VERSION "\" \"User Commands\"\n.SH NAME\nkvant \\- " +
                     roff("a small neural network from data to a microcontroller") +
                     "\n.SH SYNOPSIS\n\\fBkvant\\fR \\fIVERB\\fR [\\fIARGUMENT\\fR ...]\n.SH DESCRIPTION\n" +
                     roff(app.get_description()) + "\n" + roff(app.get_footer()) + "\n.SH OPTIONS\n";
  for (const CLI::Option* option : options_of(app)) text += man_option(*option);
  text += ".SH VERBS\n";
  for (const CLI::App* verb : verbs_of(app)) text += man_verb(*verb);
  return text +
         ".SH EXIT STATUS\n.TP\n0\nAll went well.\n.TP\n1\nBad input, or an output could not be "
         "written.\n.TP\n2\nWrong "
         "usage.\n.TP\n3\nA comparison or an expectation does not hold.\n.TP\n130\nInterrupted.\n";
}

// ---- completions ----------------------------------------------------------------------------------------------------

std::string words_of(const CLI::App& app) {
  std::string words;
  for (const CLI::Option* option : options_of(app)) {
    for (const std::string& name : names_of(*option)) words += (words.empty() ? "" : " ") + name;
  }
  return words;
}

std::string bash_completion(const CLI::App& app) {
  std::string verbs, cases;
  for (const CLI::App* verb : verbs_of(app)) {
    verbs += (verbs.empty() ? "" : " ") + verb->get_name();
    cases += "    " + verb->get_name() + ") words=\"" + words_of(*verb) + "\" ;;\n";
  }
  return "# bash completion for kvant\n_kvant() {\n  local word=${COMP_WORDS[COMP_CWORD]} words\n"
         "  case ${COMP_WORDS[1]} in\n" +
         cases + "    *) words=\"" + verbs + " " + words_of(app) +
         "\" ;;\n  esac\n"
         "  if ((COMP_CWORD == 1)); then words=\"" +
         verbs + " " + words_of(app) +
         "\"; fi\n"
         "  if [[ $word == -* ]] || ((COMP_CWORD == 1)); then\n"
         "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n  else\n"
         "    mapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n  fi\n}\ncomplete -o filenames -F _kvant kvant\n";
}

std::string zsh_quoted(const std::string& text) {
  return replaced(replaced(replaced(replaced(text, "'", "'\\''"), "[", "\\["), "]", "\\]"), ":", "\\:");
}

std::string zsh_options(const CLI::App& app) {
  std::string text;
  for (const CLI::Option* option : options_of(app)) {
    for (const std::string& name : names_of(*option)) {
      text += " \\\n        '" + name + "[" + zsh_quoted(option->get_description()) + "]";
      if (option->get_items_expected_max() != 0) text += ":" + zsh_quoted(option->get_type_name()) + ":_files";
      text += '\'';
    }
  }
  return text;
}

std::string zsh_completion(const CLI::App& app) {
  std::string verbs, cases;
  for (const CLI::App* verb : verbs_of(app)) {
    verbs += "    '" + verb->get_name() + ":" + zsh_quoted(verb->get_description()) + "'\n";
    cases +=
        "    " + verb->get_name() + ")\n      _arguments" + zsh_options(*verb) + " \\\n        '*:file:_files' ;;\n";
  }
  return "#compdef kvant\nlocal -a verbs\nverbs=(\n" + verbs +
         ")\nif ((CURRENT == 2)); then\n  _describe verb verbs\nelse\n  local verb=$words[2]\n  shift words\n"
         "  ((CURRENT--))\n  case $verb in\n" +
         cases + "  esac\nfi\n";
}

}  // namespace

std::string generate(CLI::App& app, const std::string& what) {
  if (what == "man") return man_page(app);
  if (what == "bash-completion") return bash_completion(app);
  if (what == "zsh-completion") return zsh_completion(app);
  throw Error("--generate", "makes man, bash-completion or zsh-completion", what, ErrorKind::usage);
}

}  // namespace kvant::cli
