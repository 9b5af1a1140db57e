// SPDX-License-Identifier: Apache-2.0
// What was trained and converted, as one HTML page with plots that opens offline, in English and Norwegian.
#pragma once

#include <kvant/data.h>
#include <kvant/files.h>
#include <kvant/history.h>

#include <string>
#include <vector>

namespace kvant {

class Model;

/// What the page tells of. A part that is left out is left out of the page, too.
/// The model is a classifier when it has at least 2 outputs and the targets are one column of class indices or,
/// one-hot, a column for each output; or one output behind a sigmoid and the classes 0 and 1. Its page shows classes
/// and samples (at most about 1 MB of them), any other's page numbers.
struct Report {
  std::string name;              ///< of the model: the page's heading
  const Model* model = nullptr;  ///< built; must live while emit_report runs
  History history = {};          ///< of fit
  Split data = {};               ///< real numbers, batch first
  Samples clean = {};            ///< the truth without noise, where it is known
  Bytes float_model = {};        ///< .tflite
  Bytes int8_model = {};         ///< .tflite; its inputs and outputs may be of any type
  std::string provenance = {};   ///< JSON text, as emit_provenance gives it
  /// Of a classifier: a name for each class, in the order of its outputs. Empty: 0, 1, 2 ...
  std::vector<std::string> class_names = {};
  /// What int8_model answers to the part that is measured, as Interpreter::run_float gives it, where that is known
  /// already: large tests are then not run a second time.
  Array int8_answers = {};
};

/// The page. The test part is measured; without one the validation part, else the training part. Predictions are made
/// by kvant::Interpreter, those of a classifier in float by the model where there is one, which is faster; the first
/// 2000 samples of each part are drawn, all are measured, of a classifier up to 48 samples are drawn. The same report
/// gives the same bytes. Throws Error for samples or models that do not fit each other, a class index that is none, and
/// class names that are not as many as classes.
std::string emit_report(const Report& report);

}  // namespace kvant
