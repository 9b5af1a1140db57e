// SPDX-License-Identifier: Apache-2.0
// Dropout: some numbers become 0 while training.
#include "layers/layer_record.h"

#include <kvant/types/error.h>

#include <array>
#include <optional>

namespace kvant::layers {
namespace {

class DropoutLayer : public Layer {
 public:
  explicit DropoutLayer(const Config& config) {
    read_common(config);
    refuse_keys(config, {"noise_shape"}, where());
    if (!is_given(config, "rate")) throw Error(where(), "rate is missing");
    rate_ = read_number(config, "rate", 0.5, where());
    if (!(rate_ >= 0.0 && rate_ < 1.0))
      throw Error(where(), "rate must be at least 0 and below 1", std::to_string(rate_));
    if (is_given(config, "seed")) seed_ = read_integer(config, "seed", 0, where());
  }

  std::string class_name() const override { return "Dropout"; }

  graph::TensorId call(graph::Graph& graph, std::span<const graph::TensorId> inputs, Mode mode) const override {
    if (mode == Mode::inference) return inputs[0];
    graph::Node node;
    node.code = graph::dropout_code;
    // The place in the graph tells the layers of a model apart, the same way in every run.
    const auto stream = static_cast<std::uint64_t>(seed_.value_or(0)) * 65536 + graph.nodes.size();
    node.training_options = graph::DropoutOptions{.rate = static_cast<float>(rate_), .stream = stream};
    node.layer = name();
    node.inputs = {inputs[0]};
    return append_node(graph, std::move(node), name() + "/dropout");
  }

 private:
  void write_config(Config& config) const override {
    config.entries.push_back({"rate", rate_});
    config.entries.push_back({"seed", seed_ ? ConfigValue(*seed_) : ConfigValue()});
    config.entries.push_back({"noise_shape", {}});
  }

  double rate_ = 0.5;
  std::optional<std::int64_t> seed_;
};

constexpr std::array<std::string_view, 2> keys = {"rate", "seed"};

}  // namespace

extern const LayerRecord dropout_layer_record;
const LayerRecord dropout_layer_record = {"Dropout", make<DropoutLayer>, keys};

}  // namespace kvant::layers
