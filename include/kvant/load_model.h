// SPDX-License-Identifier: Apache-2.0
// Models from files.
#pragma once

#include <kvant/model.h>

#include <string>

namespace kvant {

/// A Sequential or functional model with its weights from a .keras or .h5 file of Keras 2 or 3, a SavedModel's folder,
/// a frozen graph (.pb), a float .tflite or an .onnx file. Where a file describes no layers the model is its operators
/// (Model::has_layers()), which train, too. A model that was compiled is so again, and its training goes on where it
/// stopped, unless its optimizer, loss or metrics are not kvant's: then compile() it before it is trained further.
/// Models in the model are dissolved into their layers.
/// Throws Error for a file that is missing, damaged or of another kind.
Model load_model(const std::string& path);

}  // namespace kvant
