// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// InitializeTarget(): the place where a port of TensorFlow Lite Micro sets up its board. Here nothing needs it.
#pragma once

namespace tflite {

inline void InitializeTarget() {}

}  // namespace tflite
