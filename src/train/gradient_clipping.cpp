// SPDX-License-Identifier: Apache-2.0
// Clipping gradients by their norms or values.
#include "train/gradient_clipping.h"

#include <kvant/types/error.h>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

namespace kvant::train {
namespace {

double sum_of_squares(const execute::TrainableVariable& variable) {
  double sum = 0.0;
  for (std::int64_t i = 0; i < variable.size; ++i) {
    const auto value = static_cast<double>(variable.gradient[i]);
    sum += value * value;
  }
  return sum;
}

void clip_by_norm(float bound, const execute::TrainableVariable& variable) {
  const auto norm = static_cast<float>(std::sqrt(sum_of_squares(variable)));
  const float divisor = std::max(norm, bound);
  for (std::int64_t i = 0; i < variable.size; ++i) variable.gradient[i] = variable.gradient[i] * bound / divisor;
}

void clip_by_global_norm(float bound, std::span<const execute::TrainableVariable> variables) {
  double sum = 0.0;
  for (const execute::TrainableVariable& variable : variables) sum += sum_of_squares(variable);
  const auto norm = static_cast<float>(std::sqrt(sum));
  // Of a norm that is not finite NaN, as in Keras.
  const float scale = bound * std::min(1.0f / norm, 1.0f / bound) + (norm - norm);
  for (const execute::TrainableVariable& variable : variables) {
    for (std::int64_t i = 0; i < variable.size; ++i) variable.gradient[i] *= scale;
  }
}

void clip_by_value(float bound, const execute::TrainableVariable& variable) {
  for (std::int64_t i = 0; i < variable.size; ++i)
    variable.gradient[i] = std::clamp(variable.gradient[i], -bound, bound);
}

}  // namespace

void check_clipping(const std::string& where, const Clipping& clipping) {
  int given = 0;
  for (double bound : {clipping.clipnorm, clipping.clipvalue, clipping.global_clipnorm}) {
    if (!(bound >= 0.0) || !std::isfinite(bound)) {
      throw Error(where, "clipnorm, clipvalue and global_clipnorm must be 0 (none) or more", fmt::format("{}", bound),
                  ErrorKind::usage);
    }
    given += bound > 0.0 ? 1 : 0;
  }
  if (given > 1) throw Error(where, "takes only one of clipnorm, clipvalue and global_clipnorm", {}, ErrorKind::usage);
}

void clip_gradients(const Clipping& clipping, std::span<const execute::TrainableVariable> variables) {
  if (clipping.global_clipnorm > 0.0) clip_by_global_norm(static_cast<float>(clipping.global_clipnorm), variables);
  for (const execute::TrainableVariable& variable : variables) {
    if (clipping.clipnorm > 0.0) clip_by_norm(static_cast<float>(clipping.clipnorm), variable);
    if (clipping.clipvalue > 0.0) clip_by_value(static_cast<float>(clipping.clipvalue), variable);
  }
}

}  // namespace kvant::train
