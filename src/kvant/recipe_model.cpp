// SPDX-License-Identifier: Apache-2.0
// Layers, optimizer and starting weights.
#include "kvant/recipe_model.h"

#include "layers/layer_registry.h"

#include <kvant/load_model.h>
#include <kvant/types/error.h>

#include <algorithm>
#include <map>

namespace kvant::recipes {
namespace {

/// Takes a key that is a recipe's, not Keras', out of a config.
Shape take_shape(layers::Config& config, const std::string& key) {
  const auto found = std::find_if(config.entries.begin(), config.entries.end(),
                                  [&](const layers::ConfigEntry& entry) { return entry.key == key; });
  if (found == config.entries.end()) return {};
  const auto* shape = std::get_if<Shape>(&found->value);
  if (shape == nullptr || shape->empty()) throw Error(key, "must be a list of lengths, like [1]", {}, ErrorKind::usage);
  Shape taken = *shape;
  config.entries.erase(found);
  return taken;
}

/// The same problem at its place in the recipe, which may already end in what the error calls itself.
Error at(const std::string& place, const Error& error) {
  const bool said = place.ends_with(": " + error.where());
  return Error(place, said || error.where().empty() ? error.problem() : error.where() + ": " + error.problem(),
               error.received(), ErrorKind::usage);
}

Layer make_layer(const LayerPart& part) {
  layers::Config config = part.config;
  try {
    const Shape input_shape = take_shape(config, "input_shape");
    Shape batch_shape = take_shape(config, "shape");
    if (!batch_shape.empty()) {
      batch_shape.insert(batch_shape.begin(), unknown_length);
      config.entries.push_back({"batch_shape", batch_shape});
    }
    return Layer(layers::make_layer(config), input_shape);
  } catch (const Error& error) {
    throw at(part.where, error);
  }
}

template <class Options>
Options with_settings(const CompilePart& compile, const std::map<std::string, double Options::*>& numbers,
                      bool Options::* truth = nullptr) {
  Options options;
  for (const auto& [key, value] : compile.optimizer_settings) {
    const auto number = numbers.find(key);
    if (number != numbers.end())
      options.*(number->second) = value;
    else if (truth != nullptr)
      options.*truth = value != 0;
  }
  return options;
}

Optimizer optimizer_of(const CompilePart& compile) {
  if (compile.optimizer_settings.empty()) return {compile.optimizer};
  if (compile.optimizer == "adam") {
    using O = AdamOptions;
    return Adam(with_settings<O>(compile, {{"learning_rate", &O::learning_rate},
                                           {"beta_1", &O::beta_1},
                                           {"beta_2", &O::beta_2},
                                           {"epsilon", &O::epsilon}}));
  }
  if (compile.optimizer == "sgd") {
    using O = SGDOptions;
    return SGD(
        with_settings<O>(compile, {{"learning_rate", &O::learning_rate}, {"momentum", &O::momentum}}, &O::nesterov));
  }
  using O = RMSpropOptions;
  return RMSprop(with_settings<O>(
      compile,
      {{"learning_rate", &O::learning_rate}, {"rho", &O::rho}, {"momentum", &O::momentum}, {"epsilon", &O::epsilon}},
      &O::centered));
}

Sequential build(const Recipe& recipe, const Shape& sample_shape) {
  if (recipe.layers.empty()) throw Error(recipe.file, "[[layers]] is missing", {}, ErrorKind::usage);
  std::vector<Layer> layers;
  for (const LayerPart& part : recipe.layers) layers.push_back(make_layer(part));
  const bool has_input = layers[0].class_name() == "InputLayer" || !layers[0].input_shape().empty();
  if (!has_input) layers.insert(layers.begin(), Input(sample_shape));
  try {
    return Sequential(layers);
  } catch (const Error& error) {
    throw at(recipe.layers[0].where, error);
  }
}

}  // namespace

Sequential make_model(const Recipe& recipe, const Shape& sample_shape, const std::string& weights) {
  const bool starts_anew = weights.empty() || !recipe.layers.empty();
  Sequential model = starts_anew ? build(recipe, sample_shape) : load_model(weights);
  if (starts_anew && !weights.empty()) model.set_weights(load_model(weights).get_weights());
  try {
    model.compile({optimizer_of(recipe.compile), recipe.compile.loss, recipe.compile.metrics});
  } catch (const Error& error) {
    throw at(recipe.compile.where.empty() ? recipe.file : recipe.compile.where, error);
  }
  return model;
}

}  // namespace kvant::recipes
