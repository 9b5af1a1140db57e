// SPDX-License-Identifier: Apache-2.0
// What is wrong with a command line, in words that help.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace kvant::cli {

/// Throws a usage Error for a first word that is neither a verb nor an option, with a suggestion.
void check_first_word(const CLI::App& app, const std::string& word);

/// Throws a usage Error for the first word that a verb does not take, with a suggestion. words: those left over.
void refuse_unknown(const CLI::App& verb, const std::vector<std::string>& words);

/// Throws the parser's complaint as a usage Error.
[[noreturn]] void refuse(const CLI::App& app, const CLI::ParseError& error);

}  // namespace kvant::cli
