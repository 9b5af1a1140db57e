// SPDX-License-Identifier: Apache-2.0
// BatchNormalization: each channel brought to mean beta and deviation gamma.
#include "layers/initializers.h"
#include "layers/layer_record.h"
#include "layers/regularizer.h"

#include <kvant/types/error.h>

#include <array>
#include <cmath>

namespace kvant::layers {
namespace {

class BatchNormalizationLayer : public Layer {
 public:
  explicit BatchNormalizationLayer(const Config& config) {
    read_common(config);
    refuse_keys(config, {"beta_constraint", "gamma_constraint", "synchronized", "renorm", "renorm_clipping"}, where());
    axis_ = read_axis(config);
    momentum_ = read_number(config, "momentum", momentum_, where());
    epsilon_ = read_number(config, "epsilon", epsilon_, where());
    if (!(momentum_ >= 0.0 && momentum_ <= 1.0))
      throw Error(where(), "momentum must be from 0 to 1", std::to_string(momentum_));
    if (!(epsilon_ > 0.0) || !std::isfinite(epsilon_))
      throw Error(where(), "epsilon must be above 0", std::to_string(epsilon_));
    center_ = read_bool(config, "center", true, where());
    scale_ = read_bool(config, "scale", true, where());
    beta_initializer_ = make_initializer(find(config, "beta_initializer"), "zeros", where());
    gamma_initializer_ = make_initializer(find(config, "gamma_initializer"), "ones", where());
    mean_initializer_ = make_initializer(find(config, "moving_mean_initializer"), "zeros", where());
    variance_initializer_ = make_initializer(find(config, "moving_variance_initializer"), "ones", where());
    beta_regularizer_ = make_regularizer(find(config, "beta_regularizer"), where());
    gamma_regularizer_ = make_regularizer(find(config, "gamma_regularizer"), where());
  }

  std::string class_name() const override { return "BatchNormalization"; }

  graph::TensorId call(graph::Graph& graph, std::span<const graph::TensorId> inputs, Mode) const override {
    graph::Node node;
    node.code = graph::batch_normalization_code;
    node.training_options = graph::BatchNormalizationOptions{
        .momentum = static_cast<float>(momentum_), .epsilon = static_cast<float>(epsilon_), .frozen = !trainable()};
    node.layer = name();
    node.inputs = {inputs[0], graph::no_tensor, graph::no_tensor};
    std::size_t next = 0;
    if (scale_) node.inputs[1] = add_to_graph(graph, variables()[next++]);
    if (center_) node.inputs[2] = add_to_graph(graph, variables()[next++]);
    node.inputs.push_back(add_to_graph(graph, variables()[next++]));
    node.inputs.push_back(add_to_graph(graph, variables()[next]));
    return append_node(graph, std::move(node), name() + "/batchnorm");
  }

 private:
  /// A number, or a list of one as Keras 2 wrote it.
  std::int64_t read_axis(const Config& config) const {
    const ConfigValue* value = find(config, "axis");
    const auto* list = value != nullptr ? std::get_if<Shape>(value) : nullptr;
    if (list != nullptr && list->size() == 1) return list->front();
    return read_integer(config, "axis", -1, where());
  }

  void make_variables(const Shape& input_shape, SeedSource& seeds) override {
    const auto rank = static_cast<std::int64_t>(input_shape.size());
    if (axis_ != -1 && axis_ != rank - 1)
      throw Error(where(), "BatchNormalization works along the last axis", "axis " + std::to_string(axis_));
    const Shape shape = {input_shape.back()};
    const auto add = [&](const char* variable, const Initializer& initializer, Regularizer regularizer, bool learned) {
      Variable& made = add_variable(variable, shape, {});
      made.set_keras_value(initializer.draw(shape, seeds));
      made.regularizer = regularizer;
      made.trainable = learned;
    };
    if (scale_) add("gamma", gamma_initializer_, gamma_regularizer_, true);
    if (center_) add("beta", beta_initializer_, beta_regularizer_, true);
    add("moving_mean", mean_initializer_, {}, false);
    add("moving_variance", variance_initializer_, {}, false);
  }

  void write_config(Config& config) const override {
    const std::vector<ConfigEntry> own = {{"axis", axis_},
                                          {"momentum", momentum_},
                                          {"epsilon", epsilon_},
                                          {"center", center_},
                                          {"scale", scale_},
                                          {"beta_initializer", beta_initializer_.config()},
                                          {"gamma_initializer", gamma_initializer_.config()},
                                          {"moving_mean_initializer", mean_initializer_.config()},
                                          {"moving_variance_initializer", variance_initializer_.config()},
                                          {"beta_regularizer", beta_regularizer_.config()},
                                          {"gamma_regularizer", gamma_regularizer_.config()},
                                          {"beta_constraint", {}},
                                          {"gamma_constraint", {}},
                                          {"synchronized", false}};
    config.entries.insert(config.entries.end(), own.begin(), own.end());
  }

  std::int64_t axis_ = -1;
  double momentum_ = 0.99, epsilon_ = 1e-3;
  bool center_ = true, scale_ = true;
  Initializer beta_initializer_, gamma_initializer_, mean_initializer_, variance_initializer_;
  Regularizer beta_regularizer_, gamma_regularizer_;
};

constexpr std::array<std::string_view, 11> keys = {"axis",
                                                   "momentum",
                                                   "epsilon",
                                                   "center",
                                                   "scale",
                                                   "beta_initializer",
                                                   "gamma_initializer",
                                                   "moving_mean_initializer",
                                                   "moving_variance_initializer",
                                                   "beta_regularizer",
                                                   "gamma_regularizer"};

}  // namespace

extern const LayerRecord batch_normalization_layer_record;
const LayerRecord batch_normalization_layer_record = {"BatchNormalization", make<BatchNormalizationLayer>, keys};

}  // namespace kvant::layers
