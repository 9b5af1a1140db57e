// SPDX-License-Identifier: Apache-2.0
// Formats by endings, and by the bytes that files begin with.
#include <kvant/model_kind.h>

#include <kvant/types/error.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <string_view>

namespace kvant {
namespace {

using namespace std::string_view_literals;

/// The first bytes of a file; fewer where it is shorter.
std::string beginning_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::array<char, 8> bytes = {};
  file.read(bytes.data(), bytes.size());
  return {bytes.data(), static_cast<std::size_t>(file.gcount())};
}

}  // namespace

ModelKind model_kind(const std::string& path) {
  if (path == "-") return ModelKind::tflite;
  const std::filesystem::path file = path;
  const std::string ending = file.extension().string();
  if (ending == ".keras") return ModelKind::keras;
  if (ending == ".h5" || ending == ".hdf5") return ModelKind::hdf5;
  if (ending == ".tflite") return ModelKind::tflite;
  if (ending == ".onnx") return ModelKind::onnx;
  std::error_code ignored;
  if (ending == ".pb" || std::filesystem::is_directory(file, ignored)) return ModelKind::saved_model;
  const std::string begin = beginning_of(path);
  if (begin.size() == 8 && begin.substr(4) == "TFL3") return ModelKind::tflite;
  if (begin == "\x89HDF\r\n\x1a\n"sv) return ModelKind::hdf5;
  if (begin.starts_with("PK\x03\x04")) return ModelKind::keras;
  throw Error(path, "must be a model: .keras, .h5, .tflite, .onnx, .pb or the folder of a SavedModel",
              ending.empty() ? "no ending" : ending);
}

}  // namespace kvant
