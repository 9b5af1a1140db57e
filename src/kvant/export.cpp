// SPDX-License-Identifier: Apache-2.0
// The files of an export, and what to warn of.
#include <kvant/export.h>

#include "export/c_array.h"
#include "export/cpp_source.h"
#include "export/identifier.h"
#include "export/operators_header.h"
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
  return name;
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
  add_provenance(files, model, model_name, name, options);
  return files;
}

std::vector<std::string> device_warnings(const Bytes& model) {
  const std::string dense = inspect::dense_remark(formats::read_tflite(model, "model"));
  if (dense.empty()) return {};
  return {dense};
}

}  // namespace kvant
