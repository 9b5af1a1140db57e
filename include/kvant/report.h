// SPDX-License-Identifier: Apache-2.0
// What was trained and converted, as one HTML page with plots that opens offline, in English and Norwegian.
#pragma once

#include <kvant/data.h>
#include <kvant/files.h>
#include <kvant/history.h>

#include <string>

namespace kvant {

class Model;

/// What the page tells of. A part that is left out is left out of the page, too.
struct Report {
  std::string name;              ///< of the model: the page's heading
  const Model* model = nullptr;  ///< built; must live while emit_report runs
  History history = {};          ///< of fit
  Split data = {};               ///< real numbers, batch first
  Samples clean = {};            ///< the truth without noise, where it is known
  Bytes float_model = {};        ///< .tflite
  Bytes int8_model = {};         ///< .tflite; its inputs and outputs may be of any type
  std::string provenance = {};   ///< JSON text, as emit_provenance gives it
};

/// The page. Predictions are made by kvant::Interpreter; the first 2000 samples of each part are drawn, all are
/// measured. The same report gives the same bytes. Throws Error for samples or models that do not fit each other.
std::string emit_report(const Report& report);

}  // namespace kvant
