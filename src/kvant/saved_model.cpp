// SPDX-License-Identifier: Apache-2.0
// Folders of TensorFlow's, as graphs and models.
#include "kvant/saved_model.h"

#include "formats/saved_model/keras_saved_model.h"
#include "formats/saved_model/read_saved_model.h"
#include "formats/saved_model/write_saved_model.h"
#include "kvant/converter_source.h"
#include "kvant/imported_model.h"
#include "kvant/model_impl.h"
#include "kvant/whole_folder.h"
#include "passes/passes.h"

#include <kvant/converter.h>
#include <kvant/files.h>
#include <kvant/types/error.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <utility>

namespace kvant {
namespace {

/// The folder that a path leads to, or nothing for a frozen graph.
std::string folder_of(const std::string& path) {
  const std::filesystem::path file = path;
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) return path;
  if (file.filename() != "saved_model.pb") return {};
  const std::string folder = file.parent_path().string();
  return folder.empty() ? "." : folder;
}

graph::Graph read_graph(const std::string& path, const std::string& signature) {
  const std::string folder = folder_of(path);
  if (!folder.empty()) return formats::read_saved_model(disk_folder(folder), signature, folder);
  if (!signature.empty())
    throw Error(path, "a frozen graph has no signatures", "signature " + signature, ErrorKind::usage);
  const Bytes bytes = load(path);
  if (formats::is_saved_model(bytes))
    throw Error(path, "is part of a SavedModel: give its folder, with the file named saved_model.pb");
  return formats::read_frozen_graph(bytes, path);
}

/// The layers that Keras 2 describes, where kvant has all of them; else the function tells what they compute.
std::optional<layers::LayerGraph> layers_of(const std::string& folder) {
  try {
    return formats::read_keras_saved_model(disk_folder(folder), folder);
  } catch (const Error&) {
    return {};
  }
}

}  // namespace

formats::ModelFolder disk_folder(const std::string& path) {
  return [path](const std::string& file) -> std::optional<std::vector<std::byte>> {
    const std::filesystem::path whole = std::filesystem::path(path) / file;
    std::error_code failed;
    if (!std::filesystem::is_regular_file(whole, failed)) return {};
    return load(whole.string());
  };
}

graph::Graph load_saved_graph(const std::string& path, const std::string& signature) {
  graph::Graph graph = read_graph(path, signature);
  passes::delay_reshapes(graph);
  passes::fold_constant_factors(graph);
  graph::drop_unused_tensors(graph);
  return graph;
}

void save_saved_model(const Model& model, const std::string& path) {
  const layers::LayerGraph& layer_graph = model.impl().layer_graph;
  if (!layer_graph.built())
    throw Error(path, "the model has no weights yet: give its first layer an input_shape", {}, ErrorKind::usage);
  const graph::Graph graph = model.impl().inference_graph();
  save_folder(path, formats::write_saved_model(graph, layer_graph.variables(), layer_graph.name), "saved_model.pb");
}

Model load_saved_model(const std::string& path) {
  const std::string folder = folder_of(path);
  if (!folder.empty()) {
    if (auto layers = layers_of(folder)) {
      auto impl = std::make_unique<Model::Impl>();
      impl->layer_graph = std::move(*layers);
      return Model(std::move(impl));
    }
  }
  return model_of_graph(load_saved_graph(path, {}), path);
}

TFLiteConverter TFLiteConverter::from_saved_model(const std::string& path, const std::string& signature_key) {
  graph::Graph graph = load_saved_graph(path, signature_key);
  return TFLiteConverter(
      std::make_shared<const Source>(Source{[graph = std::move(graph)] { return graph; }, unknown_length}));
}

}  // namespace kvant
