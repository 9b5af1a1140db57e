// SPDX-License-Identifier: Apache-2.0
// Layers, optimizer and starting weights.
#include "kvant/recipe_model.h"

#include "layers/layer_registry.h"

#include <kvant/load_model.h>
#include <kvant/sequential.h>
#include <kvant/suggest.h>
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

/// Only what enters a model has a shape of its own.
void check_no_shape(const Layer& layer, const LayerPart& part) {
  if (layer.class_name() == "InputLayer" || layer.input_shape().empty()) return;
  throw Error(part.where + ".input_shape", "belongs to the first layer", to_string(layer.input_shape()),
              ErrorKind::usage);
}

Model build_chain(const Recipe& recipe, const Shape& sample_shape) {
  Sequential model;
  for (const LayerPart& part : recipe.layers) {
    const Layer layer = make_layer(part);
    const bool first = &part == &recipe.layers.front();
    if (!first) check_no_shape(layer, part);
    try {
      if (first && layer.class_name() != "InputLayer" && layer.input_shape().empty()) model.add(Input(sample_shape));
      model.add(layer);
    } catch (const Error& error) {
      throw at(part.where, error);
    }
  }
  return model;
}

/// Results of layers by their names.
class NamedResults {
 public:
  void add(const std::string& name, const KerasTensor& result, const std::string& where) {
    if (!name.empty() && !results_.emplace(name, result).second)
      throw Error(where, "two layers have the same name", name, ErrorKind::usage);
  }
  const KerasTensor& find(const std::string& name, const std::string& where) const {
    const auto found = results_.find(name);
    if (found != results_.end()) return found->second;
    std::vector<std::string> names;
    for (const auto& [known, result] : results_) names.push_back(known);
    const std::string closest = closest_word(name, names);
    throw Error(where,
                "no layer before it is called \"" + name + "\"" +
                    (closest.empty() ? "" : "; did you mean \"" + closest + "\"?"),
                {}, ErrorKind::usage);
  }

 private:
  std::map<std::string, KerasTensor> results_;
};

/// A layer takes what its inputs name, or the result of the one before it.
Model build_functional(const Recipe& recipe, const Shape& sample_shape) {
  NamedResults results;
  std::vector<KerasTensor> inputs, last;
  for (const LayerPart& part : recipe.layers) {
    const Layer layer = make_layer(part);
    const bool is_input = layer.class_name() == "InputLayer";
    if (&part != &recipe.layers.front()) check_no_shape(layer, part);
    const Shape& shape = layer.input_shape().empty() ? sample_shape : layer.input_shape();
    if (last.empty() && !is_input) inputs.push_back(last.emplace_back(Input(shape)));
    std::vector<KerasTensor> entering = is_input ? std::vector<KerasTensor>{} : last;
    if (!part.inputs.empty()) entering.clear();
    for (const std::string& name : part.inputs) entering.push_back(results.find(name, part.where + ".inputs"));
    try {
      last = {layer(entering)};
    } catch (const Error& error) {
      throw at(part.where, error);
    }
    if (is_input) inputs.push_back(last[0]);
    results.add(layers::read_string(part.config, "name", "", part.where), last[0], part.where);
  }
  std::vector<KerasTensor> outputs = recipe.outputs.empty() ? last : std::vector<KerasTensor>{};
  for (const std::string& name : recipe.outputs) outputs.push_back(results.find(name, recipe.file + ": outputs"));
  return {inputs, outputs, "functional"};
}

Model build(const Recipe& recipe, const Shape& sample_shape) {
  if (recipe.layers.empty()) throw Error(recipe.file, "[[layers]] is missing", {}, ErrorKind::usage);
  const bool functional = !recipe.outputs.empty() || std::any_of(recipe.layers.begin(), recipe.layers.end(),
                                                                 [](const LayerPart& p) { return !p.inputs.empty(); });
  return functional ? build_functional(recipe, sample_shape) : build_chain(recipe, sample_shape);
}

}  // namespace

Model make_model(const Recipe& recipe, const Shape& sample_shape, const std::string& weights) {
  const bool starts_anew = weights.empty() || !recipe.layers.empty();
  Model model = starts_anew ? build(recipe, sample_shape) : load_model(weights);
  if (starts_anew && weights.ends_with(".weights.h5"))
    model.load_weights(weights);
  else if (starts_anew && !weights.empty())
    model.set_weights(load_model(weights).get_weights());
  try {
    const CompilePart& part = recipe.compile;
    model.compile({.optimizer = part.optimizer,
                   .loss = part.loss,
                   .metrics = part.metrics,
                   .losses = part.losses,
                   .output_metrics = part.output_metrics,
                   .loss_weights = part.loss_weights});
  } catch (const Error& error) {
    throw at(recipe.compile.where.empty() ? recipe.file : recipe.compile.where, error);
  }
  return model;
}

}  // namespace kvant::recipes
