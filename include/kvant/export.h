// SPDX-License-Identifier: Apache-2.0
// A model as C source for firmware.
#pragma once

#include <kvant/files.h>

#include <string>
#include <string_view>
#include <vector>

namespace kvant {

/// Exactly what "xxd -i path" prints for these bytes.
std::string emit_xxd(std::string_view path, std::span<const std::byte> bytes);

struct ExportOptions {
  std::string name;                  ///< of every global: a C identifier. Empty: from the file's name
  std::string source_ending = "cc";  ///< "cc" or "cpp" (Arduino)
  std::string command;               ///< for the provenance
  int selftest = 0;                  ///< of cpp: so many golden vectors for NAME_selftest(); 0 for none, at most 1000
};

struct ExportedFile {
  std::string path;  ///< relative to the folder
  std::string text;
};

/// NAME.h, NAME.cc, NAME_operators.h (for kvant's own interpreter), NAME_quantization_params.json and
/// NAME.provenance.json. Throws Error for a name that is no C
/// identifier, a keyword or a name of the C library (with a suggestion), or a model that kvant cannot run.
std::vector<ExportedFile> export_c_array(const Bytes& model, std::string_view model_name, const ExportOptions& options);

/// NAME.h, NAME.cc and NAME_kernels.h: the model as C++11 with no interpreter, and NAME.provenance.json. With
/// options.selftest also NAME_selftest.h and .c, which compare stored answers on the device, and a test around them.
/// Throws as export_c_array does, and for a model with an operator that has no generated form.
std::vector<ExportedFile> export_cpp(const Bytes& model, std::string_view model_name, const ExportOptions& options);

/// What "kvant export --as" takes: c-array, cpp, arduino, platformio, esp-idf, zephyr, cmake.
const std::vector<std::string>& export_forms();

/// The files of one of these forms. All but c-array hold the model as export_cpp makes it; arduino and its likes are
/// complete projects with an example, in folders of their own. Throws as export_cpp does, and for another form.
std::vector<ExportedFile> export_as(std::string_view form, const Bytes& model, std::string_view model_name,
                                    const ExportOptions& options);

/// Sentences about what may go wrong with this model on devices, such as per-channel Dense weights in old libraries.
std::vector<std::string> device_warnings(const Bytes& model);

}  // namespace kvant
