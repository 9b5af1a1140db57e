// SPDX-License-Identifier: Apache-2.0
// The optimizer's numbers, parted by variables and turned to Keras' layout.
#include "kvant/training_record.h"

#include "kvant/compile_config.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace kvant {
namespace {

/// One kind of numbers that an optimizer keeps for each variable.
struct Slot {
  std::size_t index;  ///< of Optimizer::State::slots
  const char* name;   ///< Keras 3's
  const char* old_names[2];
};

struct Layout {
  const char* optimizer;
  std::vector<Slot> slots;
  bool by_variable;  ///< all slots of a variable stand together
};

Layout layout_of(const Optimizer& optimizer) {
  if (std::holds_alternative<AdamOptions>(optimizer.options()))
    return {"adam", {{0, "momentum", {"m", "m"}}, {1, "velocity", {"v", "v"}}}, true};
  if (const auto* sgd = std::get_if<SGDOptions>(&optimizer.options())) {
    Layout layout = {"SGD", {}, true};
    if (sgd->momentum != 0.0) layout.slots.push_back({0, "momentum", {"m", "momentum"}});
    return layout;
  }
  const auto& options = std::get<RMSpropOptions>(optimizer.options());
  Layout layout = {"rmsprop", {{0, "velocity", {"velocity", "rms"}}}, false};
  if (options.momentum > 0.0) layout.slots.push_back({1, "momentum", {"momentum", "momentum"}});
  if (options.centered) layout.slots.push_back({2, "average_gradient", {"average_gradient", "mg"}});
  return layout;
}

std::size_t slots_in_state(const Optimizer& optimizer) {
  return std::get_if<AdamOptions>(&optimizer.options()) ? 2 : std::get_if<SGDOptions>(&optimizer.options()) ? 1 : 3;
}

bool has_rate(const Optimizer& optimizer) {
  const auto is_number = [](const auto& o) { return std::holds_alternative<double>(o.learning_rate.value()); };
  return std::visit(is_number, optimizer.options());
}

/// Where the numbers of each trained variable begin in a slot, which has them in the order of the graph.
struct Places {
  std::map<const Array*, std::size_t> begin;
  std::size_t size = 0;
};

Places places_in(const Model::Impl& model) {
  Places places;
  for (const graph::Tensor& tensor : model.training_graph().tensors) {
    if (!tensor.is_constant() || !tensor.trainable) continue;
    places.begin.emplace(tensor.data.get(), places.size);
    places.size += static_cast<std::size_t>(tensor.data->size());
  }
  return places;
}

std::vector<layers::Variable*> trained_variables(std::span<const formats::SavedLayer> layers, const Places& places) {
  std::vector<layers::Variable*> found;
  for (const formats::SavedLayer& saved : layers) {
    for (layers::Variable* variable : formats::weights_of(saved)) {
      const bool again = std::find(found.begin(), found.end(), variable) != found.end();
      if (places.begin.contains(variable->value.get()) && !again) found.push_back(variable);
    }
  }
  return found;
}

/// Calls use(variable, slot) in the order of the file.
template <class Use>
void for_each_number(const std::vector<layers::Variable*>& variables, const Layout& layout, const Use& use) {
  const std::size_t slots = layout.slots.size(), count = variables.size() * slots;
  for (std::size_t i = 0; i < count; ++i) {
    if (layout.by_variable)
      use(*variables[i / slots], layout.slots[i % slots]);
    else
      use(*variables[i % variables.size()], layout.slots[i / variables.size()]);
  }
}

Array scalar(DType type, double value) {
  Array array(DType::float64, {});
  array.values<double>()[0] = value;
  return array.astype(type);
}

/// As the optimizer computes it, step by step.
double power_of(double base, std::int64_t steps) {
  constexpr std::int64_t most = 10'000'000;
  double power = 1.0;
  const double factor = static_cast<double>(static_cast<float>(base));
  for (std::int64_t i = 0; i < std::min(steps, most) && power > 0.0; ++i) power *= factor;
  return steps > most ? power * std::pow(factor, static_cast<double>(steps - most)) : power;
}

class StateReader {
 public:
  StateReader(Model::Impl& model, const formats::SavedTraining& training, std::span<const formats::SavedLayer> layers)
      : optimizer_(model.compiled->options.optimizer),
        layout_(layout_of(optimizer_)),
        places_(places_in(model)),
        variables_(trained_variables(layers, places_)),
        stored_(training.optimizer) {}

  train::Optimizer::State read(double learning_rate) {
    train::Optimizer::State state;
    state.numbers = {1.0, 1.0, learning_rate};
    if (stored_.empty()) return state;
    state.steps = steps_of(stored_[0].value);
    if (const auto* adam = std::get_if<AdamOptions>(&optimizer_.options()))
      state.numbers = {power_of(adam->beta_1, state.steps), power_of(adam->beta_2, state.steps), learning_rate};
    const bool old = stored_[0].name.ends_with(":0");
    // Keras 2's .keras files keep no learning_rate among them.
    const bool keeps_rate = stored_.size() != 1 + variables_.size() * layout_.slots.size();
    const std::size_t first = !old && has_rate(optimizer_) && keeps_rate ? 2 : 1;
    if (first == 2 && stored_.size() > 1) state.numbers[2] = rate_of(stored_[1].value);
    if (stored_.size() <= first && state.steps == 0) return state;
    state.size = static_cast<std::int64_t>(places_.size);
    state.slots.resize(slots_in_state(optimizer_));
    for (const Slot& slot : layout_.slots) state.slots[slot.index].resize(places_.size);
    old ? take_old(state) : take(state, first);
    return state;
  }

 private:
  [[noreturn]] static void fail(const std::string& what, const std::string& received) {
    throw Error("the optimizer's state", what, received);
  }

  static std::int64_t steps_of(const Array& array) {
    if (array.size() != 1) fail("iteration must be one number", to_string(array.shape()));
    const std::int64_t steps = array.astype(DType::int64).values<std::int64_t>()[0];
    if (steps < 0) fail("iteration must be 0 or more", std::to_string(steps));
    return steps;
  }
  static double rate_of(const Array& array) {
    if (array.size() != 1) fail("learning_rate must be one number", to_string(array.shape()));
    const float rate = array.astype(DType::float32).values<float>()[0];
    if (!(rate >= 0.0f) || !std::isfinite(rate)) fail("learning_rate must be 0 or more", std::to_string(rate));
    return static_cast<double>(rate);
  }

  void put(train::Optimizer::State& state, const Slot& slot, const layers::Variable& variable, const Array& value) {
    if (value.shape() != variable.keras_shape())
      fail(std::string(slot.name) + " of " + variable.path + " must have shape " + to_string(variable.keras_shape()),
           to_string(value.shape()));
    layers::Variable turned = variable;
    turned.value = std::make_shared<Array>(DType::float32, variable.value->shape());
    turned.set_keras_value(value);
    const auto numbers = std::as_const(*turned.value).values<float>();
    std::copy(numbers.begin(), numbers.end(),
              state.slots[slot.index].begin() + static_cast<std::ptrdiff_t>(places_.begin.at(variable.value.get())));
  }

  void take(train::Optimizer::State& state, std::size_t first) {
    const std::size_t wanted = first + variables_.size() * layout_.slots.size();
    if (stored_.size() != wanted)
      fail("must have " + std::to_string(wanted) + " variables", std::to_string(stored_.size()));
    std::size_t next = first;
    for_each_number(variables_, layout_, [&](const layers::Variable& variable, const Slot& slot) {
      put(state, slot, variable, stored_[next++].value);
    });
  }

  /// Keras 2 tells slots by a step of the name: Adam/m/dense/kernel:0, or before Adam/dense/kernel/m:0.
  void take_old(train::Optimizer::State& state) {
    for (const Slot& slot : layout_.slots) {
      std::vector<const Array*> values;
      for (const formats::OptimizerVariable& one : stored_) {
        const auto names = [&](const std::string& step) {
          return one.name.find("/" + step + "/") != std::string::npos || one.name.ends_with("/" + step + ":0");
        };
        if (names(slot.old_names[0]) || names(slot.old_names[1])) values.push_back(&one.value);
      }
      if (values.size() != variables_.size())
        fail("must have " + std::to_string(variables_.size()) + " of " + slot.name, std::to_string(values.size()));
      for (std::size_t i = 0; i < values.size(); ++i) put(state, slot, *variables_[i], *values[i]);
    }
  }

  const Optimizer& optimizer_;
  Layout layout_;
  Places places_;
  std::vector<layers::Variable*> variables_;
  const std::vector<formats::OptimizerVariable>& stored_;
};

}  // namespace

formats::SavedTraining training_to_save(const Model::Impl& model) {
  const Optimizer& optimizer = model.compiled->options.optimizer;
  const Layout layout = layout_of(optimizer);
  const train::Optimizer::State state = model.compiled->optimizer->state();
  formats::SavedTraining saved{emit_compile_config(model.compiled->options), layout.optimizer, {}};
  saved.optimizer.push_back({"iteration", scalar(DType::int64, static_cast<double>(state.steps))});
  if (has_rate(optimizer)) saved.optimizer.push_back({"learning_rate", scalar(DType::float32, state.numbers[2])});
  const Places places = places_in(model);
  const std::vector<formats::SavedLayer> layers = formats::saved_layers_of(model.layer_graph);
  for_each_number(trained_variables(layers, places), layout, [&](const layers::Variable& variable, const Slot& slot) {
    layers::Variable turned = variable;
    turned.value = std::make_shared<Array>(DType::float32, variable.value->shape());
    if (!state.slots.empty()) {
      const auto from =
          state.slots[slot.index].begin() + static_cast<std::ptrdiff_t>(places.begin.at(variable.value.get()));
      std::copy(from, from + turned.value->size(), turned.value->values<float>().begin());
    }
    std::string name = variable.path;
    std::replace(name.begin(), name.end(), '/', '_');
    saved.optimizer.push_back({name + "_" + slot.name, turned.keras_value()});
  });
  return saved;
}

void take_training(Model::Impl& model, const formats::SavedTraining& training,
                   std::span<const formats::SavedLayer> layers) {
  std::vector<std::string> outputs;
  for (const std::size_t output : model.layer_graph.outputs())
    outputs.push_back(model.layer_graph.layers()[model.layer_graph.calls()[output].layer]->name());
  try {
    model.compile(read_compile_config(training.config, outputs));
    model.objectives();  // refuses losses for other outputs
    train::Optimizer& optimizer = *model.compiled->optimizer;
    optimizer.set_state(StateReader(model, training, layers).read(optimizer.learning_rate()));
  } catch (const Error&) {
    model.compiled.reset();
    throw;
  }
}

}  // namespace kvant
