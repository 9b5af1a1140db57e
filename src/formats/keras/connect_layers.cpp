// SPDX-License-Identifier: Apache-2.0
// Uses of layers one by one, each behind what enters it.
#include "formats/keras/connect_layers.h"

#include "layers/input_layer.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace kvant::formats {
namespace {

using layers::SymbolicTensor;
using layers::SymbolicTensorPointer;
constexpr std::size_t most_uses = 4096;

bool is_input(const ModelMember& member) { return member.class_name == "InputLayer"; }

/// Whether a model is one layer after another, with whatever chains are in it.
bool is_chain(const ModelConfig& model) {
  if (!model.sequential) return false;
  for (const ModelMember& member : model.members) {
    if (member.model != nullptr && !is_chain(*member.model)) return false;
  }
  return true;
}

/// Stands for a member in a model of its own, whose order of layers is that in which Keras numbers the members.
class StandIn : public layers::Layer {
 public:
  StandIn(const ModelMember& member, std::size_t number) : class_name_(member.class_name), number_(number) {
    set_name(member.name);
  }
  std::string class_name() const override { return class_name_; }
  std::size_t number() const { return number_; }
  graph::TensorId call(graph::Graph&, std::span<const graph::TensorId>, layers::Mode) const override { return {}; }

 private:
  void write_config(layers::Config&) const override {}
  std::string class_name_;
  std::size_t number_;
};

class Connector {
 public:
  explicit Connector(const std::string& file) : file_(file) {}

  ConnectedModel connect(const ModelConfig& model) {
    std::set<std::string> names;
    name_apart(model, "", names, true);
    return is_chain(model) ? make_chain(model) : make_graph(model);
  }

 private:
  using Tensors = std::vector<SymbolicTensorPointer>;

  [[noreturn]] void fail(const std::string& what, const std::string& received = {}) const {
    throw Error(file_, "the model's config: " + what, received);
  }

  /// Keras tells layers of different models apart by their models; here each needs a name of its own. Keras 3 takes no
  /// '/' in it, as Keras 2 does.
  void name_apart(const ModelConfig& model, const std::string& before, std::set<std::string>& names, bool outer) {
    for (const ModelMember& member : model.members) {
      if (member.layer == nullptr || !named_.insert(member.layer.get()).second) continue;
      std::string name = member.name;
      std::replace(name.begin(), name.end(), '/', '_');
      if (!outer && !is_input(member) && names.contains(name)) name = before + "_" + name;
      const std::string start = name;
      for (int i = 1; !outer && !is_input(member) && names.contains(name); ++i) name = start + "_" + std::to_string(i);
      if (outer || !is_input(member)) names.insert(name);
      if (name != member.name) member.layer->set_name(name);
    }
    for (const ModelMember& member : model.members) {
      if (member.model != nullptr) name_apart(*member.model, member.name, names, false);
    }
  }

  // ---- chains

  void add_chain(const ModelConfig& model, layers::LayerGraph& chain, std::vector<SavedLayer>& saved, bool outer) {
    for (const ModelMember& member : model.members) {
      SavedLayer one = {member.name, member.class_name, member.layer, {}};
      if (member.model != nullptr)
        add_chain(*member.model, chain, one.members, false);
      else if (outer || !is_input(member) || chain.layers().empty())  // the last: a model is the first thing in it
        chain.add(member.layer);
      saved.push_back(std::move(one));
    }
  }

  static Shape first_shape(const ModelConfig& model) {
    if (!model.batch_shape.empty() || model.members.empty() || model.members[0].model == nullptr)
      return model.batch_shape;
    return first_shape(*model.members[0].model);
  }

  ConnectedModel make_chain(const ModelConfig& model) {
    ConnectedModel made;
    made.graph.name = model.name;
    add_chain(model, made.graph, made.layers, true);
    made.graph.build(seeds_, made.graph.has_input() ? Shape{} : first_shape(model));
    return made;
  }

  // ---- graphs

  ConnectedModel make_graph(const ModelConfig& model) {
    ConnectedModel made;
    Tensors inputs;
    if (model.sequential && (model.members.empty() || !is_input(model.members[0]))) {
      auto input = std::make_shared<layers::InputLayer>(entering_shape(model));
      inputs.push_back(layers::call_layer(std::move(input), {}, seeds_));
    } else if (model.sequential) {
      inputs.push_back(layers::call_layer(model.members[0].layer, {}, seeds_));
    } else {
      for (const ResultPlace& place : model.inputs) {
        if (!is_input(model.members[place.member]))
          fail("input_layers must name InputLayers", model.members[place.member].name);
        inputs.push_back(layers::call_layer(model.members[place.member].layer, {}, seeds_));
      }
    }
    const Tensors outputs = apply(model, inputs, &made.layers);
    made.graph = layers::LayerGraph(model.name, inputs, outputs);
    return made;
  }

  Shape entering_shape(const ModelConfig& model) const {
    const ModelConfig* inner = &model;
    while (inner->batch_shape.empty() && !inner->members.empty() && inner->members[0].model != nullptr)
      inner = inner->members[0].model.get();
    if (!inner->batch_shape.empty()) return inner->batch_shape;
    const std::size_t first = inner->inputs.empty() ? 0 : inner->inputs[0].member;
    if (inner->members.empty() || !is_input(inner->members[first])) fail("does not say what shape goes in");
    return static_cast<const layers::InputLayer&>(*inner->members[first].layer).batch_shape();
  }

  /// The results of a model for what enters it. saved: takes the order of its members, or null.
  Tensors apply(const ModelConfig& model, const Tensors& inputs, std::vector<SavedLayer>* saved) {
    return model.sequential ? apply_chain(model, inputs, saved) : apply_functional(model, inputs, saved);
  }

  Tensors use(const ModelMember& member, Tensors entering, std::vector<SavedLayer>* members) {
    if (++uses_ > most_uses) fail("has more than " + std::to_string(most_uses) + " uses of layers");
    if (member.model != nullptr) return apply(*member.model, entering, members);
    return {layers::call_layer(member.layer, std::move(entering), seeds_)};
  }

  Tensors apply_chain(const ModelConfig& model, Tensors results, std::vector<SavedLayer>* saved) {
    for (const ModelMember& member : model.members) {
      SavedLayer one = {member.name, member.class_name, member.layer, {}};
      if (!is_input(member)) results = use(member, std::move(results), &one.members);
      if (saved != nullptr) saved->push_back(std::move(one));
    }
    return results;
  }

  /// What is known of a functional model while it is applied.
  struct Application {
    const ModelConfig& model;
    std::vector<std::shared_ptr<layers::Layer>> stand_ins;
    std::vector<SavedLayer> saved;
    std::map<std::pair<std::size_t, std::size_t>, Tensors> results;
    std::map<std::pair<std::size_t, std::size_t>, SymbolicTensorPointer> shadows;  ///< of the stand-ins
    std::set<std::pair<std::size_t, std::size_t>> waiting;                         ///< for what enters them
  };

  Tensors apply_functional(const ModelConfig& model, const Tensors& inputs, std::vector<SavedLayer>* saved) {
    if (inputs.size() != model.inputs.size())
      fail("model " + model.name + " takes " + std::to_string(model.inputs.size()) + " inputs",
           std::to_string(inputs.size()));
    Application application{model, {}, {}, {}, {}, {}};
    for (std::size_t i = 0; i < model.members.size(); ++i) {
      const ModelMember& member = model.members[i];
      application.stand_ins.push_back(std::make_shared<StandIn>(member, i));
      application.saved.push_back({member.name, member.class_name, member.layer, {}});
    }
    Tensors outer_shadows, end_shadows, outputs;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const std::pair key(model.inputs[i].member, model.inputs[i].use);
      application.results[key] = {inputs[i]};
      outer_shadows.push_back(application.shadows[key] = shadow(application, key.first, {}));
    }
    for (const ResultPlace& place : model.outputs) {
      outputs.push_back(result(application, place));
      end_shadows.push_back(application.shadows.at({place.member, place.use}));
    }
    if (saved == nullptr) return outputs;
    const layers::LayerGraph order(model.name, outer_shadows, end_shadows);
    for (const auto& layer : order.layers())
      saved->push_back(std::move(application.saved[static_cast<const StandIn&>(*layer).number()]));
    return outputs;
  }

  static SymbolicTensorPointer shadow(const Application& application, std::size_t member, Tensors inputs) {
    return std::make_shared<const SymbolicTensor>(SymbolicTensor{application.stand_ins[member], std::move(inputs), {}});
  }

  /// Computes what is not yet there, and first what it is computed from.
  SymbolicTensorPointer result(Application& application, const ResultPlace& place) {
    const std::pair key(place.member, place.use);
    const ModelMember& member = application.model.members[place.member];
    if (!application.results.contains(key)) {
      if (place.use >= member.uses.size()) fail("a use of " + member.name + " is not there", std::to_string(place.use));
      if (!application.waiting.insert(key).second) fail("layers wait for each other", member.name);
      Tensors entering, shadows;
      for (const ResultPlace& from : member.uses[place.use]) {
        entering.push_back(result(application, from));
        shadows.push_back(application.shadows.at({from.member, from.use}));
      }
      std::vector<SavedLayer> members;
      application.results[key] = use(member, std::move(entering), &members);
      application.shadows[key] = shadow(application, place.member, std::move(shadows));
      if (application.saved[place.member].members.empty()) application.saved[place.member].members = std::move(members);
    }
    const Tensors& all = application.results.at(key);
    if (place.index >= all.size())
      fail(member.name + " has " + std::to_string(all.size()) + " results", std::to_string(place.index));
    return all[place.index];
  }

  const std::string& file_;
  layers::SeedSource seeds_;
  std::size_t uses_ = 0;
  std::set<const layers::Layer*> named_;
};

}  // namespace

ConnectedModel connect_layers(const ModelConfig& model, const std::string& file) {
  return Connector(file).connect(model);
}

}  // namespace kvant::formats
