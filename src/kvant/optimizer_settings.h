// SPDX-License-Identifier: Apache-2.0
// From the public optimizer to the one that trains.
#pragma once

#include "train/optimizer.h"

#include <kvant/optimizers.h>

namespace kvant {

train::OptimizerSettings settings_of(const Optimizer& optimizer);

}  // namespace kvant
