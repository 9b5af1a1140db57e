// SPDX-License-Identifier: Apache-2.0
// The sum with which TensorFlow folds constants through a Dense layer.
#pragma once

#include <span>

namespace kvant::passes {

/// start + sum of x[i] * w[i] in float32 with Neumaier's compensation: the order of TensorFlow's own folding.
float compensated_product(float start, std::span<const float> x, std::span<const float> w);

}  // namespace kvant::passes
