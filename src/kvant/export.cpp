// SPDX-License-Identifier: Apache-2.0
// The files of an export, and what to warn of.
#include <kvant/export.h>

#include "export/c_array.h"
#include "export/cpp_source.h"
#include "export/identifier.h"
#include "export/operators_header.h"
#include "export/project.h"
#include "export/provenance.h"
#include "export/xxd_dump.h"
#include "formats/tflite/tflite_format.h"
#include "inspect/chip_run.h"
#include "inspect/portability.h"

#include <kvant/types/error.h>

namespace kvant {

std::string emit_xxd(std::string_view path, std::span<const std::byte> bytes) {
  return exporting::emit_xxd(path, bytes);
}

namespace {

std::string checked_name(std::string_view model_name, const ExportOptions& options) {
  const std::string name = options.name.empty() ? exporting::identifier_from_path(model_name) : options.name;
  exporting::check_identifier(name);
  if (options.source_ending != "cc" && options.source_ending != "cpp") {
    throw Error("source ending", "must be cc or cpp", options.source_ending, ErrorKind::usage);
  }
  if (options.selftest < 0 || options.selftest > 1000) {
    throw Error("--selftest", "must be a number from 1 to 1000", std::to_string(options.selftest), ErrorKind::usage);
  }
  return name;
}

void add_files(std::vector<ExportedFile>& files, exporting::Project& project) {
  for (exporting::ProjectFile& file : project.take_files())
    files.push_back({std::move(file.path), std::move(file.text)});
}

void add_provenance(std::vector<ExportedFile>& files, const Bytes& model, std::string_view model_name,
                    const std::string& name, const ExportOptions& options) {
  exporting::Provenance provenance;
  provenance.command = options.command;
  provenance.add_input(std::string(model_name), model);
  for (const ExportedFile& file : files) provenance.add_output(file.path, std::as_bytes(std::span(file.text)));
  files.push_back({name + ".provenance.json", exporting::emit_provenance(provenance)});
}

}  // namespace

std::vector<ExportedFile> export_c_array(const Bytes& model, std::string_view model_name,
                                         const ExportOptions& options) {
  const std::string name = checked_name(model_name, options);
  const graph::Graph graph = formats::read_tflite(model, model_name);
  inspect::ChipRun chip(model);
  const kvant_micro::Status status = chip.allocate();
  if (status != kvant_micro::Status::ok) throw Error(std::string(model_name), inspect::reason_of(status, graph));
  std::vector<ExportedFile> files = {
      {name + ".h", exporting::emit_header(graph, model, name, chip.arena_bytes())},
      {name + "." + options.source_ending, exporting::emit_source(model, name)},
      {name + "_operators.h", exporting::emit_operators_header(graph, chip, name)},
      {name + "_quantization_params.json", exporting::emit_quantization_json(graph)},
  };
  add_provenance(files, model, model_name, name, options);
  return files;
}

std::vector<ExportedFile> export_cpp(const Bytes& model, std::string_view model_name, const ExportOptions& options) {
  const std::string name = checked_name(model_name, options);
  const graph::Graph graph = formats::read_tflite(model, model_name);
  const exporting::CppSource source = exporting::emit_cpp(graph, model, std::string(model_name), name);
  std::vector<ExportedFile> files = {
      {name + ".h", source.header},
      {name + "." + options.source_ending, source.source},
      {name + "_kernels.h", source.kernels},
  };
  if (options.selftest > 0) {
    exporting::Project selftest(graph, source, name, options.source_ending);
    exporting::add_selftest_files(selftest, model, static_cast<std::size_t>(options.selftest));
    add_files(files, selftest);
  }
  add_provenance(files, model, model_name, name, options);
  return files;
}

namespace {

/// A form that is a project, and what writes its files.
struct ProjectForm {
  const char* name;
  void (*add_files)(exporting::Project& project);
};
constexpr ProjectForm project_forms[] = {
    {"arduino", exporting::add_arduino_files}, {"platformio", exporting::add_platformio_files},
    {"esp-idf", exporting::add_esp_idf_files}, {"zephyr", exporting::add_zephyr_files},
    {"cmake", exporting::add_cmake_files},
};

std::vector<ExportedFile> export_project(const ProjectForm& form, const Bytes& model, std::string_view model_name,
                                         const ExportOptions& options) {
  const std::string name = checked_name(model_name, options);
  const graph::Graph graph = formats::read_tflite(model, model_name);
  const exporting::CppSource source = exporting::emit_cpp(graph, model, std::string(model_name), name);
  exporting::Project project(graph, source, name, options.source_ending);
  form.add_files(project);
  std::vector<ExportedFile> files;
  add_files(files, project);
  add_provenance(files, model, model_name, name, options);
  return files;
}

}  // namespace

const std::vector<std::string>& export_forms() {
  static const std::vector<std::string> forms = [] {
    std::vector<std::string> names = {"c-array", "cpp"};
    for (const ProjectForm& form : project_forms) names.emplace_back(form.name);
    return names;
  }();
  return forms;
}

std::vector<ExportedFile> export_as(std::string_view form, const Bytes& model, std::string_view model_name,
                                    const ExportOptions& options) {
  if (options.selftest != 0 && form != "cpp")
    throw Error("--selftest", "goes with --as cpp", "--as " + std::string(form), ErrorKind::usage);
  if (form == "c-array") return export_c_array(model, model_name, options);
  if (form == "cpp") return export_cpp(model, model_name, options);
  for (const ProjectForm& project : project_forms) {
    if (form == project.name) return export_project(project, model, model_name, options);
  }
  throw Error("export", "knows no such form", std::string(form), ErrorKind::usage);
}

std::vector<std::string> device_warnings(const Bytes& model) {
  const std::string dense = inspect::dense_remark(formats::read_tflite(model, "model"));
  if (dense.empty()) return {};
  return {dense};
}

}  // namespace kvant
