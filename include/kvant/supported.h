// SPDX-License-Identifier: Apache-2.0
// What this version of kvant knows: operators and layers.
#pragma once

#include <string>
#include <vector>

namespace kvant {

struct SupportedOperator {
  std::string name;                    ///< the .tflite format's: FULLY_CONNECTED
  int code = 0;                        ///< its builtin code
  std::string summary;                 ///< one sentence
  bool float32 = false, int8 = false;  ///< the chip has a kernel, for the interpreter and for generated code
  bool trains = false;                 ///< a training can go through it
};

/// In the order of their codes.
std::vector<SupportedOperator> supported_operators();

struct SupportedLayer {
  std::string class_name;         ///< Keras'
  std::vector<std::string> keys;  ///< of its config, besides name, trainable and dtype
};

/// By name.
std::vector<SupportedLayer> supported_layers();

}  // namespace kvant
