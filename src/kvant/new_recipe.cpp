// SPDX-License-Identifier: Apache-2.0
// Recipes to start from, and their data.
#include <kvant/random.h>
#include <kvant/recipe.h>
#include <kvant/suggest.h>
#include <kvant/types/error.h>

#include <fmt/core.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>

namespace kvant {
namespace {

constexpr const char* lesson_recipe = R"(# The lesson: a small network learns the sine and goes to a microcontroller.
kvant = 1
name = "sine"
seed = 6

[data]
file = "sine.csv"
inputs = ["x"]
targets = ["y"]
split = {train = 0.6, test = 0.2, validate = 0.2, shuffle = false}

[[layers]]
type = "Dense"
units = 16
activation = "relu"

[[layers]]
type = "Dense"
units = 16
activation = "relu"

[[layers]]
type = "Dense"
units = 1

[compile]
optimizer = "adam"
loss = "mse"
metrics = ["mae"]

[fit]
epochs = 500
batch_size = 64
reproducible = true

[convert]
quantize = ["none", "int8"]
representative = 500

[export]
as = ["c-array"]

[expect]
"test.mse" = "<= 0.0125"
"test.int8.mse" = "<= 0.0135"
)";

constexpr const char* classifier_recipe =
    R"(# A small network tells from two measurements of an accelerometer how a hand moves.
kvant = 1
name = "movement"
seed = 1

[data]
file = "movement.csv"
inputs = ["strength", "tempo"]     # in g, and in movements a second
targets = ["movement"]             # 0, 1 or 2
classes = ["rest", "wave", "shake"]
split = {train = 0.6, test = 0.2, validate = 0.2, shuffle = true}

[[layers]]
type = "Dense"
units = 12
activation = "relu"

[[layers]]
type = "Dense"
units = 3
activation = "softmax"

[compile]
optimizer = {name = "adam", learning_rate = 0.01}
loss = "sparse_categorical_crossentropy"
metrics = ["accuracy"]

[fit]
epochs = 60
batch_size = 16
reproducible = true

[convert]
quantize = ["none", "int8"]

[export]
as = ["c-array"]                   # movement.h has movement_LABELS and movement_argmax

[expect]
"test.accuracy" = ">= 0.95"
"test.int8.accuracy" = ">= 0.95"
)";

constexpr const char* blank_recipe = R"(# docs/recipe.md lists every key with its type and default.
kvant = 1
name = "model"
seed = 1

[data]
file = "data.csv"        # the last column is the target, all others are inputs
split = {train = 0.6, test = 0.2, validate = 0.2, shuffle = true}

[[layers]]
type = "Dense"
units = 16
activation = "relu"

[[layers]]
type = "Dense"
units = 1

[compile]
optimizer = {name = "adam", learning_rate = 0.001}
loss = "mse"
metrics = ["mae"]

[fit]
epochs = 100
batch_size = 32

[convert]
quantize = ["none", "int8"]

[export]
as = ["c-array"]
)";

}  // namespace

std::string new_recipe(const std::string& kind) {
  if (kind == "lesson") return lesson_recipe;
  if (kind == "blank") return blank_recipe;
  if (kind == "classifier") return classifier_recipe;
  const std::string closest = closest_word(kind, {"lesson", "classifier", "blank"});
  throw Error("new " + kind,
              "no such recipe; " +
                  (closest.empty() ? "there are lesson, classifier and blank" : "did you mean \"" + closest + "\"?"),
              {}, ErrorKind::usage);
}

std::string lesson_data() {
  random::NumpyLegacy numbers(1);
  Array x = numbers.uniform(0.0, 2 * std::numbers::pi, 1000).astype(DType::float32);
  numbers.shuffle(x);
  const Array y = add_noise(sin(x), 0.1, numbers);
  std::string text = "x,y\n";
  for (std::size_t i = 0; i < static_cast<std::size_t>(x.size()); ++i) {
    text += fmt::format("{:.9g},{:.9g}\n", x.values<float>()[i], y.values<float>()[i]);
  }
  return text;
}

std::string movement_data() {
  // Each movement's strength and tempo: mean and deviation.
  constexpr double movements[3][4] = {{0.1, 0.1, 0.4, 0.3}, {0.8, 0.2, 1.2, 0.4}, {1.8, 0.4, 3.5, 0.8}};
  constexpr std::int64_t rows = 600;
  random::NumpyLegacy numbers(1);
  const Array drawn = numbers.randn(2 * rows);
  const auto normal = drawn.values<double>();
  std::string text = "strength,tempo,movement\n";
  for (std::size_t i = 0; i < static_cast<std::size_t>(rows); ++i) {
    const double(&movement)[4] = movements[i % 3];
    text += fmt::format("{:.3f},{:.3f},{}\n", std::abs(movement[0] + movement[1] * normal[2 * i]),
                        std::abs(movement[2] + movement[3] * normal[2 * i + 1]), i % 3);
  }
  return text;
}

}  // namespace kvant
