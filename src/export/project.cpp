// SPDX-License-Identifier: Apache-2.0
// Templates filled in.
#include "export/project.h"

#include "export/model_facts.h"

#include <kvant/types/error.h>

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace kvant::exporting {
namespace {

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::toupper(c); });
  return text;
}

std::string count(std::int64_t numbers) { return fmt::format("{} number{}", numbers, numbers == 1 ? "" : "s"); }

/// "1 number in, 1 number out, 32 bytes of working memory".
std::string facts_of(const graph::Graph& graph, std::size_t arena_bytes) {
  std::int64_t in = 0, out = 0;
  for (graph::TensorId id : graph.inputs) in += size_of_tensor(graph.at(id));
  for (graph::TensorId id : graph.outputs) out += size_of_tensor(graph.at(id));
  return fmt::format("{} in, {} out, {} bytes of working memory", count(in), count(out), arena_bytes);
}

/// The spaces between the last line end and the end of the text, when there is nothing else.
std::string indentation_of(std::string_view text) {
  const std::size_t begin = text.find_last_of('\n') + 1;
  if (text.find_first_not_of(' ', begin) != std::string_view::npos) return {};
  return std::string(text.substr(begin));
}

}  // namespace

Project::Project(const graph::Graph& graph, const CppSource& source, const std::string& name, const std::string& ending)
    : graph_(graph),
      words_({{"include", "#include"},
              {"name", name},
              {"NAME", upper(name)},
              {"kvant", KVANT_VERSION},
              {"ending", ending},
              {"facts", facts_of(graph, source.arena_bytes)},
              {"header", source.header},
              {"source", source.source},
              {"kernels", source.kernels}}) {}

void Project::add(std::string_view path, std::string_view text) {
  // A raw string begins with the line end behind its bracket.
  if (text.starts_with('\n')) text.remove_prefix(1);
  files_.push_back({filled(path), filled(text)});
}

std::string Project::filled(std::string_view text) const {
  std::string result;
  for (std::size_t begin; (begin = text.find('@')) != std::string_view::npos;) {
    const std::size_t end = text.find('@', begin + 1);
    if (end == std::string_view::npos) break;
    const auto word = words_.find(std::string(text.substr(begin + 1, end - begin - 1)));
    if (word == words_.end()) throw Error(std::string(text.substr(begin, end - begin + 1)), "is no word of a template");
    result += text.substr(0, begin);
    const std::string indentation = indentation_of(result);
    const std::string& value = word->second;
    for (std::size_t i = 0; i < value.size(); ++i) {
      result += value[i];
      if (value[i] == '\n' && i + 1 < value.size() && value[i + 1] != '\n') result += indentation;
    }
    text.remove_prefix(end + 1);
  }
  return result.append(text);
}

}  // namespace kvant::exporting
