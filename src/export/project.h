// SPDX-License-Identifier: Apache-2.0
// A ready project around a model as generated C++, for one way of building firmware.
#pragma once

#include "export/cpp_source.h"
#include "graph/graph.h"

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kvant::exporting {

struct ProjectFile {
  std::string path;  ///< relative to the project's folder
  std::string text;
};

/// Files made from templates, in which @word@ stands for a word's text. A text of several lines keeps the indentation
/// of its @word@. Known from the start: name, NAME (in capitals), kvant (its version), ending (cc or cpp), facts (a
/// sentence), the generated files (header, source, kernels), and include, for lines that are not our own includes.
class Project {
 public:
  Project(const graph::Graph& graph, const CppSource& source, const std::string& name, const std::string& ending);

  const graph::Graph& graph() const { return graph_; }
  const std::string& name() const { return words_.at("name"); }

  void set(const std::string& word, std::string text) { words_[word] = std::move(text); }
  /// Both are templates.
  void add(std::string_view path, std::string_view text);
  std::vector<ProjectFile> take_files() { return std::move(files_); }

 private:
  std::string filled(std::string_view text) const;

  const graph::Graph& graph_;
  std::map<std::string, std::string> words_;
  std::vector<ProjectFile> files_;
};

// Each in a file of its own.
void add_arduino_files(Project& project);
void add_platformio_files(Project& project);
void add_esp_idf_files(Project& project);
void add_zephyr_files(Project& project);
void add_cmake_files(Project& project);
/// Beside NAME.h: golden vectors that a device can check itself with, and tests around them. count: 1 or more.
void add_selftest_files(Project& project, std::span<const std::byte> model, std::size_t count);

}  // namespace kvant::exporting
