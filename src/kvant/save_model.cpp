// SPDX-License-Identifier: Apache-2.0
// Model::save and load_model: the layers meet the .keras format.
#include "formats/keras/keras_archive.h"
#include "formats/onnx/onnx_format.h"
#include "kvant/imported_model.h"
#include "kvant/model_impl.h"
#include "kvant/saved_model.h"

#include <kvant/files.h>
#include <kvant/load_model.h>
#include <kvant/model_kind.h>
#include <kvant/types/error.h>

namespace kvant {
namespace {

std::string ending_of(const std::string& path) {
  const std::string file = path.substr(path.find_last_of('/') + 1);
  const std::size_t dot = file.find_last_of('.');
  return dot == std::string::npos ? "" : file.substr(dot);
}

}  // namespace

void Model::save(const std::string& path) const {
  const std::string ending = ending_of(path);
  if (ending.empty()) return save_saved_model(*this, path);
  if (ending != ".keras") throw Error(path, "must end in .keras", ending);
  if (!impl_->layer_graph.built())
    throw Error(path, "the model has no weights yet: give its first layer an input_shape", {}, ErrorKind::usage);
  kvant::save(path, formats::write_keras_archive(impl_->layer_graph));
}

Model load_model(const std::string& path) {
  const ModelKind kind = model_kind(path);
  if (kind == ModelKind::tflite) return model_of_tflite(load(path), path);
  if (kind == ModelKind::onnx) return model_of_graph(formats::read_onnx(load(path), path), path);
  if (kind == ModelKind::saved_model) return load_saved_model(path);
  if (kind != ModelKind::keras)
    throw Error(path, "reading models from this format comes later; .keras and .tflite are read", {}, ErrorKind::usage);
  auto impl = std::make_unique<Model::Impl>();
  impl->layer_graph = formats::read_keras_archive(load(path), path).graph;
  return Model(std::move(impl));
}

}  // namespace kvant
