// SPDX-License-Identifier: Apache-2.0
// A model file as a page to look at: its graph, quantisation, memory and costs.
#pragma once

#include <string>

namespace kvant {

/// An HTML page that opens offline, in English and Norwegian: the layers, or operators, as a drawing and a table, where
/// activations lie in the arena, what the model costs as a .tflite, and its scales. path: a model of any kind that
/// load_model or the interpreter takes. The same file gives the same bytes. Throws Error as they do.
std::string emit_model_page(const std::string& path);

}  // namespace kvant
