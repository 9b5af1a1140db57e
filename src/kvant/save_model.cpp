// SPDX-License-Identifier: Apache-2.0
// Model::save and load_model, and weights alone: the layers meet the formats .keras and .h5.
#include "formats/keras/keras_archive.h"
#include "formats/keras/keras_hdf5.h"
#include "formats/onnx/onnx_format.h"
#include "kvant/imported_model.h"
#include "kvant/model_impl.h"
#include "kvant/saved_model.h"
#include "kvant/training_record.h"

#include <kvant/files.h>
#include <kvant/load_model.h>
#include <kvant/model_kind.h>
#include <kvant/types/error.h>

#include <algorithm>
#include <optional>

namespace kvant {
namespace {

std::string ending_of(const std::string& path) {
  const std::string file = path.substr(path.find_last_of('/') + 1);
  const std::size_t dot = file.find_last_of('.');
  return dot == std::string::npos ? "" : file.substr(dot);
}

void check_built(const layers::LayerGraph& layers, const std::string& path) {
  if (layers.built()) return;
  throw Error(path, "the model has no weights yet: give its first layer an input_shape", {}, ErrorKind::usage);
}

void read_weights(ModelKind kind, const Bytes& bytes, std::span<const formats::SavedLayer> layers,
                  const std::string& path) {
  if (kind == ModelKind::keras) return formats::read_archive_weights(bytes, layers, path);
  formats::read_weights_hdf5(bytes, layers, path);
}

}  // namespace

void Model::save(const std::string& path) const {
  const std::string ending = ending_of(path);
  if (ending.empty()) return save_saved_model(*this, path);
  if (ending != ".keras" && ending != ".h5") throw Error(path, "must end in .keras or .h5", ending);
  check_built(impl_->layer_graph, path);
  std::optional<formats::SavedTraining> training;
  if (impl_->compiled) training = training_to_save(*impl_);
  const formats::SavedTraining* const told = training ? &*training : nullptr;
  kvant::save(path, ending == ".keras" ? formats::write_keras_archive(impl_->layer_graph, told)
                                       : formats::write_keras_hdf5(impl_->layer_graph, told));
}

Model load_model(const std::string& path) {
  const ModelKind kind = model_kind(path);
  if (kind == ModelKind::tflite) return model_of_tflite(load(path), path);
  if (kind == ModelKind::onnx) return model_of_graph(formats::read_onnx(load(path), path), path);
  if (kind == ModelKind::saved_model) return load_saved_model(path);
  const Bytes bytes = load(path);
  formats::ConnectedModel read =
      kind == ModelKind::keras ? formats::read_keras_archive(bytes, path) : formats::read_keras_hdf5(bytes, path);
  auto impl = std::make_unique<Model::Impl>();
  impl->layer_graph = std::move(read.graph);
  try {
    if (read.training) take_training(*impl, *read.training, read.layers);
  } catch (const Error& error) {
    impl->not_compiled = error.what();
  }
  const auto is_model = [](const formats::SavedLayer& saved) { return saved.layer == nullptr; };
  if (std::any_of(read.layers.begin(), read.layers.end(), is_model)) impl->saved_layers = std::move(read.layers);
  return Model(std::move(impl));
}

void Model::save_weights(const std::string& path) const {
  if (!path.ends_with(".h5")) throw Error(path, "must end in .weights.h5 or .h5", ending_of(path), ErrorKind::usage);
  check_built(impl_->layer_graph, path);
  const bool legacy = !path.ends_with(".weights.h5");
  kvant::save(path, formats::write_weights_hdf5(formats::saved_layers_of(impl_->layer_graph), legacy));
}

void Model::load_weights(const std::string& path) {
  const ModelKind kind = model_kind(path);
  if (kind != ModelKind::keras && kind != ModelKind::hdf5)
    throw Error(path, "weights are read from .h5 and .keras files", {}, ErrorKind::usage);
  check_built(impl_->layer_graph, path);
  const Bytes bytes = load(path);
  const std::vector<formats::SavedLayer> flat = formats::saved_layers_of(impl_->layer_graph);
  if (impl_->saved_layers.empty()) return read_weights(kind, bytes, flat, path);
  try {
    read_weights(kind, bytes, impl_->saved_layers, path);
  } catch (const Error&) {  // kvant itself writes the layers without the models around them
    read_weights(kind, bytes, flat, path);
  }
}

}  // namespace kvant
