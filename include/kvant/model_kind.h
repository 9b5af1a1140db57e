// SPDX-License-Identifier: Apache-2.0
// Which format a model file has.
#pragma once

#include <string>

namespace kvant {

enum class ModelKind {
  keras,        ///< .keras of Keras 3: a zip archive
  hdf5,         ///< .h5 of Keras 2 and 3
  saved_model,  ///< a folder with saved_model.pb, or a frozen graph: a .pb file
  tflite,
  onnx
};

/// By the path's ending, and where that does not tell, by what the file begins with; another folder is a SavedModel,
/// standard input (-) a .tflite. Throws Error for a file of no kind that kvant reads. Whether it is sound is seen when
/// it is read.
ModelKind model_kind(const std::string& path);

}  // namespace kvant
