// SPDX-License-Identifier: Apache-2.0
// How variables get their first values: Keras' initialisers.
#pragma once

#include "layers/config.h"
#include "layers/seed_source.h"

#include <kvant/types/array.h>

#include <optional>
#include <string>

namespace kvant::layers {

enum class Distribution { constant, uniform, normal, truncated_normal, orthogonal, identity };
enum class FanMode { none, fan_in, fan_out, fan_avg };

/// With a fan mode (Glorot and Bengio 2010, He et al. 2015, LeCun et al. 1998) the variance is scale / fan;
/// without one, a and b are: the constant and 0; lowest and highest; mean and standard deviation; the gain and 0.
struct Initializer {
  std::string class_name;  ///< Keras': GlorotUniform
  Distribution distribution = Distribution::constant;
  FanMode mode = FanMode::none;
  double scale = 1.0;
  double a = 0.0;
  double b = 0.0;
  std::optional<std::int64_t> seed;  ///< its own; else the program's

  /// Float32 values of this shape, drawn in the order of Keras' layout. Throws Error for orthogonal and identity of a
  /// shape that is no matrix.
  Array draw(const Shape& keras_shape, SeedSource& seeds) const;
  /// Keras' serialised object.
  Config config() const;
};

/// From "glorot_uniform" or "GlorotUniform". Throws a usage Error for an unknown name, with a suggestion.
Initializer make_initializer(const std::string& name, const std::string& where);
/// From the value of a config's key: a name, an object, or null for the fallback.
Initializer make_initializer(const ConfigValue* value, const std::string& fallback, const std::string& where);

}  // namespace kvant::layers
