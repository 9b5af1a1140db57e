// SPDX-License-Identifier: Apache-2.0
// Headers put into each other as the preprocessor would, each once, without what only the interpreter needs.
#include "export/kernels_header.h"

#include "export/micro_sources.h"

#include <kvant/types/error.h>

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

namespace kvant::exporting {
namespace {

constexpr std::string_view interpreter_only_begin = "#ifndef KVANT_KERNELS_ONLY";
constexpr std::string_view interpreter_only_end = "#endif  // KVANT_KERNELS_ONLY";
constexpr std::string_view own_include = "#include <kvant_micro/";

class Flattener {
 public:
  void add(std::string_view path) {
    if (!seen_.insert(std::string(path)).second) return;
    const auto sources = micro_sources();
    const auto found =
        std::find_if(sources.begin(), sources.end(), [&](const MicroSource& s) { return s.path == path; });
    if (found == sources.end()) throw Error(std::string(path), "is missing in this build of kvant");
    bool skipping = false;
    std::string_view rest = found->text;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size() - 1);
      const std::string_view line = rest.substr(0, end);
      rest.remove_prefix(end + 1);
      if (line == interpreter_only_begin) skipping = true;
      if (!skipping) add_line(line);
      if (line == interpreter_only_end) skipping = false;
    }
  }
  const std::string& text() const { return text_; }

 private:
  void add_line(std::string_view line) {
    if (line == "#pragma once" || line.starts_with("// SPDX")) return;
    if (line.starts_with(own_include)) {
      const std::size_t begin = line.find('<') + 1;
      return add(line.substr(begin, line.find('>') - begin));
    }
    if (line.empty() && text_.ends_with("\n\n")) return;
    text_ += line;
    text_ += '\n';
  }

  std::set<std::string> seen_;
  std::string text_;
};

}  // namespace

std::string emit_kernels_header(std::span<const std::string> kernels, const std::string& name) {
  Flattener flattener;
  for (const std::string& kernel : kernels) flattener.add("kvant_micro/kernels/" + kernel + ".h");
  // Inputs and outputs of one type stand side by side; there is no other order to mistake theirs for.
  return fmt::format(
      "// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception\n"
      "// The kernels of the model {0}, from kvant {1}. Included by {0}.cc alone.\n#pragma once\n\n"
      "// NOLINTBEGIN(bugprone-easily-swappable-parameters)\n#define KVANT_TARGET {0}_kernels\n\n{2}"
      "// NOLINTEND(bugprone-easily-swappable-parameters)\n",
      name, KVANT_VERSION, flattener.text());
}

}  // namespace kvant::exporting
