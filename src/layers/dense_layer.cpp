// SPDX-License-Identifier: Apache-2.0
// The Dense layer: activation(x kernel + bias), as FULLY_CONNECTED.
#include "layers/activations.h"
#include "layers/initializers.h"
#include "layers/layer_record.h"
#include "layers/regularizer.h"
#include "ops/builtin_codes.h"
#include "ops/options.h"

#include <kvant/types/error.h>

#include <array>

namespace kvant::layers {
namespace {

class DenseLayer : public Layer {
 public:
  explicit DenseLayer(const Config& config) {
    read_common(config);
    refuse_keys(config,
                {"activity_regularizer", "kernel_constraint", "bias_constraint", "lora_rank", "quantization_config"},
                where());
    if (!is_given(config, "units")) throw Error(where(), "units is missing");
    units_ = read_integer(config, "units", 0, where());
    if (units_ < 1 || units_ > INT32_MAX)
      throw Error(where(), "units must be a whole number from 1 to 2147483647", std::to_string(units_));
    activation_ = read_activation(config, where());
    use_bias_ = read_bool(config, "use_bias", true, where());
    kernel_initializer_ = make_initializer(find(config, "kernel_initializer"), "glorot_uniform", where());
    bias_initializer_ = make_initializer(find(config, "bias_initializer"), "zeros", where());
    kernel_regularizer_ = make_regularizer(find(config, "kernel_regularizer"), where());
    bias_regularizer_ = make_regularizer(find(config, "bias_regularizer"), where());
  }

  std::string class_name() const override { return "Dense"; }

  /// FULLY_CONNECTED, and the activation as an operator of its own.
  graph::TensorId call(graph::Graph& graph, std::span<const graph::TensorId> inputs, Mode) const override {
    graph::Node node;
    node.code = ops::fully_connected_code;
    node.options = ops::hold_options(tflite::FullyConnectedOptionsT{});
    node.layer = name();
    node.inputs = {inputs[0], add_to_graph(graph, variables()[0])};
    node.inputs.push_back(use_bias_ ? add_to_graph(graph, variables()[1]) : graph::no_tensor);
    const graph::TensorId sum = append_node(graph, std::move(node), name() + (use_bias_ ? "/BiasAdd" : "/MatMul"));
    return append_activation(graph, sum, activation_, name());
  }

 private:
  void make_variables(const Shape& input_shape, SeedSource& seeds) override {
    if (input_shape.size() != 2 || input_shape[1] < 1)
      throw Error(where(), "Dense takes inputs of shape (batch, features)", to_string(input_shape));
    const std::int64_t features = input_shape[1];
    element_count({features, units_});
    Variable& kernel = add_variable("kernel", {units_, features}, {1, 0});
    kernel.set_keras_value(kernel_initializer_.draw({features, units_}, seeds));
    kernel.regularizer = kernel_regularizer_;
    if (!use_bias_) return;
    Variable& bias = add_variable("bias", {units_}, {});
    bias.set_keras_value(bias_initializer_.draw({units_}, seeds));
    bias.regularizer = bias_regularizer_;
  }

  void write_config(Config& config) const override {
    const std::vector<ConfigEntry> own = {{"units", units_},
                                          {"activation", activation_},
                                          {"use_bias", use_bias_},
                                          {"kernel_initializer", kernel_initializer_.config()},
                                          {"bias_initializer", bias_initializer_.config()},
                                          {"kernel_regularizer", kernel_regularizer_.config()},
                                          {"bias_regularizer", bias_regularizer_.config()},
                                          {"kernel_constraint", {}},
                                          {"bias_constraint", {}}};
    config.entries.insert(config.entries.end(), own.begin(), own.end());
  }

  std::int64_t units_ = 0;
  std::string activation_;
  bool use_bias_ = true;
  Initializer kernel_initializer_, bias_initializer_;
  Regularizer kernel_regularizer_, bias_regularizer_;
};

constexpr std::array<std::string_view, 7> keys = {
    "units",           "activation", "use_bias", "kernel_initializer", "bias_initializer", "kernel_regularizer",
    "bias_regularizer"};

}  // namespace

extern const LayerRecord dense_layer_record;
const LayerRecord dense_layer_record = {"Dense", make<DenseLayer>, keys};

}  // namespace kvant::layers
