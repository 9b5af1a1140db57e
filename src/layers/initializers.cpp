// SPDX-License-Identifier: Apache-2.0
// The table of initialisers, their formulas and their configs.
#include "layers/initializers.h"

#include "layers/did_you_mean.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace kvant::layers {
namespace {

struct Known {
  std::string_view name;
  std::string_view class_name;
  Distribution distribution;
  FanMode mode;
  double scale;
  const char* a_key;  ///< the config's key for a, or null
  double a;
  const char* b_key;
  double b;
};

constexpr std::array known_initializers = {
    Known{"glorot_uniform", "GlorotUniform", Distribution::uniform, FanMode::fan_avg, 1.0, nullptr, 0, nullptr, 0},
    Known{"glorot_normal", "GlorotNormal", Distribution::truncated_normal, FanMode::fan_avg, 1.0, nullptr, 0, nullptr,
          0},
    Known{"he_uniform", "HeUniform", Distribution::uniform, FanMode::fan_in, 2.0, nullptr, 0, nullptr, 0},
    Known{"he_normal", "HeNormal", Distribution::truncated_normal, FanMode::fan_in, 2.0, nullptr, 0, nullptr, 0},
    Known{"lecun_uniform", "LecunUniform", Distribution::uniform, FanMode::fan_in, 1.0, nullptr, 0, nullptr, 0},
    Known{"lecun_normal", "LecunNormal", Distribution::truncated_normal, FanMode::fan_in, 1.0, nullptr, 0, nullptr, 0},
    Known{"random_uniform", "RandomUniform", Distribution::uniform, FanMode::none, 1.0, "minval", -0.05, "maxval",
          0.05},
    Known{"random_normal", "RandomNormal", Distribution::normal, FanMode::none, 1.0, "mean", 0.0, "stddev", 0.05},
    Known{"truncated_normal", "TruncatedNormal", Distribution::truncated_normal, FanMode::none, 1.0, "mean", 0.0,
          "stddev", 0.05},
    Known{"zeros", "Zeros", Distribution::constant, FanMode::none, 1.0, nullptr, 0.0, nullptr, 0},
    Known{"ones", "Ones", Distribution::constant, FanMode::none, 1.0, nullptr, 1.0, nullptr, 0},
    Known{"constant", "Constant", Distribution::constant, FanMode::none, 1.0, "value", 0.0, nullptr, 0},
    Known{"orthogonal", "Orthogonal", Distribution::orthogonal, FanMode::none, 1.0, "gain", 1.0, nullptr, 0},
    Known{"identity", "Identity", Distribution::identity, FanMode::none, 1.0, nullptr, 1.0, nullptr, 0},
    Known{"variance_scaling", "VarianceScaling", Distribution::truncated_normal, FanMode::fan_in, 1.0, nullptr, 0,
          nullptr, 0},
};

const Known& find_known(std::string_view name, const std::string& where) {
  for (const Known& known : known_initializers) {
    if (name == known.name || name == known.class_name) return known;
  }
  std::array<std::string_view, known_initializers.size()> names;
  std::transform(known_initializers.begin(), known_initializers.end(), names.begin(),
                 [](const Known& k) { return k.name; });
  throw unknown_name(where, "initializer", name, names);
}

Initializer from_known(const Known& known) {
  return {.class_name = std::string(known.class_name),
          .distribution = known.distribution,
          .mode = known.mode,
          .scale = known.scale,
          .a = known.a,
          .b = known.b,
          .seed = {}};
}

/// Keras' fans: the last two axes are inputs and outputs, those before them a kernel's field.
std::pair<double, double> fans(const Shape& shape) {
  if (shape.empty()) return {1.0, 1.0};
  if (shape.size() == 1) return {static_cast<double>(shape[0]), static_cast<double>(shape[0])};
  double field = 1.0;
  for (std::size_t i = 0; i + 2 < shape.size(); ++i) field *= static_cast<double>(shape[i]);
  return {field * static_cast<double>(shape[shape.size() - 2]), field * static_cast<double>(shape.back())};
}

double fan_of(FanMode mode, const Shape& shape) {
  const auto [in, out] = fans(shape);
  const double fan = mode == FanMode::fan_in ? in : mode == FanMode::fan_out ? out : (in + out) / 2.0;
  return std::max(1.0, fan);
}

/// The standard deviation of a normal distribution cut off at two of its deviations.
constexpr double truncated_deviation = 0.87962566103423978;

struct Parameters {
  double a;
  double b;
};

Parameters parameters_for(const Initializer& initializer, const Shape& shape) {
  if (initializer.mode == FanMode::none) return {initializer.a, initializer.b};
  const double variance = initializer.scale / fan_of(initializer.mode, shape);
  if (initializer.distribution == Distribution::uniform) {
    const double limit = std::sqrt(3.0 * variance);
    return {-limit, limit};
  }
  const bool truncated = initializer.distribution == Distribution::truncated_normal;
  return {0.0, std::sqrt(variance) / (truncated ? truncated_deviation : 1.0)};
}

/// What VarianceScaling's config calls a mode or distribution.
template <class Value>
struct Spelling {
  std::string_view text;
  Value value;
};
constexpr std::array mode_spellings = {Spelling{"fan_in", FanMode::fan_in}, Spelling{"fan_out", FanMode::fan_out},
                                       Spelling{"fan_avg", FanMode::fan_avg}};
constexpr std::array distribution_spellings = {
    Spelling{"truncated_normal", Distribution::truncated_normal}, Spelling{"untruncated_normal", Distribution::normal},
    Spelling{"uniform", Distribution::uniform}, Spelling{"normal", Distribution::truncated_normal}};

template <class Spellings>
auto value_of(const Spellings& spellings, const std::string& text, const std::string& where, const char* key) {
  for (const auto& spelling : spellings) {
    if (text == spelling.text) return spelling.value;
  }
  throw Error(where, std::string("unknown ") + key, "\"" + text + "\"");
}
template <class Spellings, class Value>
std::string text_of(const Spellings& spellings, Value value) {
  return std::string(
      std::find_if(spellings.begin(), spellings.end(), [&](const auto& s) { return s.value == value; })->text);
}

void read_variance_scaling(const Config& config, Initializer& initializer, const std::string& where) {
  initializer.scale = read_number(config, "scale", 1.0, where);
  if (!(initializer.scale > 0.0)) throw Error(where, "scale must be above 0", std::to_string(initializer.scale));
  initializer.mode = value_of(mode_spellings, read_string(config, "mode", "fan_in", where), where, "mode");
  initializer.distribution = value_of(
      distribution_spellings, read_string(config, "distribution", "truncated_normal", where), where, "distribution");
}

/// Columns of random numbers made orthogonal to each other one by one, in double and twice against rounding (Gram and
/// Schmidt); rows when there are more columns than rows.
void draw_orthogonal(const Shape& shape, double gain, random::Philox& numbers, std::span<float> values) {
  const auto columns = static_cast<std::size_t>(shape.back());
  const std::size_t rows = values.size() / columns;
  const std::size_t length = std::max(rows, columns), count = std::min(rows, columns);
  std::vector<double> vectors(length * count);
  for (double& value : vectors) value = numbers.normal();
  for (std::size_t v = 0; v < count; ++v) {
    double* const vector = vectors.data() + v * length;
    const auto product = [&](const double* other) { return std::inner_product(other, other + length, vector, 0.0); };
    for (std::size_t before = 0; before < 2 * v; ++before) {
      const double* const other = vectors.data() + before % v * length;
      const double shared = product(other);
      for (std::size_t i = 0; i < length; ++i) vector[i] -= shared * other[i];
    }
    const double norm = std::sqrt(product(vector));
    for (std::size_t i = 0; i < length; ++i) {
      vector[i] /= norm;
      values[rows >= columns ? i * columns + v : v * columns + i] = static_cast<float>(gain * vector[i]);
    }
  }
}

void draw_identity(const Shape& shape, double gain, std::span<float> values) {
  const auto columns = static_cast<std::size_t>(shape.back());
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = i / columns == i % columns ? static_cast<float>(gain) : 0.0f;
}

}  // namespace

Array Initializer::draw(const Shape& keras_shape, SeedSource& seeds) const {
  Array array(DType::float32, keras_shape);
  const auto values = array.values<float>();
  const auto [first, second] = parameters_for(*this, keras_shape);
  if (distribution == Distribution::constant) {
    std::fill(values.begin(), values.end(), static_cast<float>(first));
    return array;
  }
  if (distribution == Distribution::orthogonal || distribution == Distribution::identity) {
    if (keras_shape.size() < 2) throw Error(class_name, "needs at least two axes", to_string(keras_shape));
  }
  if (distribution == Distribution::identity) {
    draw_identity(keras_shape, first, values);
    return array;
  }
  random::Philox numbers = seed ? random::Philox(static_cast<std::uint64_t>(*seed)) : seeds.next();
  if (distribution == Distribution::orthogonal) {
    draw_orthogonal(keras_shape, first, numbers, values);
    return array;
  }
  for (float& value : values) {
    switch (distribution) {
      case Distribution::uniform:
        value = numbers.uniform(static_cast<float>(first), static_cast<float>(second));
        break;
      case Distribution::normal:
        value = static_cast<float>(first + second * numbers.normal());
        break;
      default:
        value = static_cast<float>(first + second * numbers.truncated_normal());
        break;
    }
  }
  return array;
}

Config Initializer::config() const {
  const Known& known = find_known(class_name, class_name);
  Config config("keras.initializers", class_name);
  if (distribution != Distribution::constant && distribution != Distribution::identity) {
    config.entries.push_back({"seed", seed ? ConfigValue(*seed) : ConfigValue()});
  }
  if (known.a_key) config.entries.push_back({known.a_key, a});
  if (known.b_key) config.entries.push_back({known.b_key, b});
  if (class_name == "VarianceScaling") {
    config.entries.push_back({"scale", scale});
    config.entries.push_back({"mode", text_of(mode_spellings, mode)});
    config.entries.push_back({"distribution", text_of(distribution_spellings, distribution)});
  }
  return config;
}

Initializer make_initializer(const std::string& name, const std::string& where) {
  return from_known(find_known(name, where));
}

Initializer make_initializer(const ConfigValue* value, const std::string& fallback, const std::string& where) {
  if (value == nullptr || std::holds_alternative<std::monostate>(*value)) return make_initializer(fallback, where);
  if (const auto* name = std::get_if<std::string>(value)) return make_initializer(*name, where);
  const auto* config = std::get_if<Config>(value);
  if (config == nullptr) throw Error(where, "an initializer must be a name or an object with a class_name");
  const Known& known = find_known(config->class_name, where);
  Initializer initializer = from_known(known);
  const std::string here = where + " " + initializer.class_name;
  if (is_given(*config, "seed")) initializer.seed = read_integer(*config, "seed", 0, here);
  if (known.a_key) initializer.a = read_number(*config, known.a_key, known.a, here);
  if (known.b_key) initializer.b = read_number(*config, known.b_key, known.b, here);
  if (initializer.class_name == "VarianceScaling") read_variance_scaling(*config, initializer, here);
  if (initializer.distribution == Distribution::uniform && known.a_key && !(initializer.a < initializer.b)) {
    throw Error(here, "minval must be below maxval");
  }
  return initializer;
}

}  // namespace kvant::layers
