// SPDX-License-Identifier: Apache-2.0
// Keeping gradients small before a step, as Keras' optimizers do.
#pragma once

#include "execute/float_plan.h"

#include <span>
#include <string>

namespace kvant::train {

/// At most one is above 0; 0 does nothing.
struct Clipping {
  double clipnorm = 0.0;         ///< the largest norm of each variable's gradient
  double clipvalue = 0.0;        ///< the largest size of each number
  double global_clipnorm = 0.0;  ///< the largest norm of all gradients together
};

/// Throws a usage Error for a negative bound, or for two.
void check_clipping(const std::string& where, const Clipping& clipping);

void clip_gradients(const Clipping& clipping, std::span<const execute::TrainableVariable> variables);

}  // namespace kvant::train
