// SPDX-License-Identifier: Apache-2.0
// What a model file knows of a training: what compile() was told, and the optimizer's state.
#pragma once

#include <kvant/types/array.h>

#include <string>
#include <vector>

namespace kvant::formats {

/// One of the optimizer's variables, in its own order.
struct OptimizerVariable {
  std::string name;  ///< where the file has names: "adam/iteration", "Adam/m/dense/kernel:0"
  Array value;
};

struct SavedTraining {
  /// JSON of compile()'s arguments in Keras 3's spelling: {"optimizer": {"class_name", "config"}, "loss", "metrics"
  /// ...} Not checked.
  std::string config;
  std::string optimizer_name;  ///< "adam"; only written
  std::vector<OptimizerVariable> optimizer;
};

}  // namespace kvant::formats
