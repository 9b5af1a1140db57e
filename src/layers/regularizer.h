// SPDX-License-Identifier: Apache-2.0
// What keeps weights small while training: Keras' regularizers.
#pragma once

#include "layers/config.h"

#include <string>

namespace kvant::layers {

/// Adds l1 * sum |w| + l2 * sum w^2 to the loss. Zeros: none.
struct Regularizer {
  double l1 = 0.0;
  double l2 = 0.0;

  /// Keras' serialised object, or null for none.
  ConfigValue config() const;
};

/// From "l1", "l2", "l1_l2" (0.01 each), an object, or null for none. Throws Error for what is none or negative.
Regularizer make_regularizer(const ConfigValue* value, const std::string& where);

}  // namespace kvant::layers
