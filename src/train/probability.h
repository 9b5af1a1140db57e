// SPDX-License-Identifier: Apache-2.0
// Keras' bounds of a probability whose logarithm is taken.
#pragma once

#include <algorithm>

namespace kvant::train {

/// keras.backend.epsilon().
inline constexpr float smallest_probability = 1e-7f;

inline float clip_probability(float p) { return std::clamp(p, smallest_probability, 1.0f - smallest_probability); }

}  // namespace kvant::train
