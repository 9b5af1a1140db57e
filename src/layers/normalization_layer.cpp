// SPDX-License-Identifier: Apache-2.0
// Normalization: each channel to mean 0 and deviation 1, by numbers that are given or learned from data by adapt().
#include "layers/normalization_layer.h"

#include "layers/append_operators.h"
#include "layers/layer_record.h"
#include "ops/builtin_codes.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace kvant::layers {
namespace {

constexpr float smallest_deviation = 1e-7f;  // Keras' epsilon

std::vector<float> as_floats(const std::vector<double>& numbers) { return {numbers.begin(), numbers.end()}; }

ConfigValue as_list(const std::vector<float>& numbers) {
  if (numbers.empty()) return {};
  ConfigList list;
  for (const float number : numbers) list.items.push_back({"", static_cast<double>(number)});
  return list;
}

}  // namespace

NormalizationLayer::NormalizationLayer(const Config& config) {
  read_common(config);
  refuse_keys(config, {"invert"}, where());
  const std::vector<double> axis = read_numbers(config, "axis", where());
  // Keras writes the axes of a layer that adapted without negative numbers.
  if (axis.size() > 1) throw Error(where(), "axis must be one", std::to_string(axis.size()) + " axes");
  if (!axis.empty()) axis_ = static_cast<std::int64_t>(axis[0]);
  mean_ = as_floats(read_numbers(config, "mean", where()));
  variance_ = as_floats(read_numbers(config, "variance", where()));
  if (mean_.empty() != variance_.empty()) throw Error(where(), "mean and variance must be given together");
}

void NormalizationLayer::make_variables(const Shape& input_shape, SeedSource&) {
  const auto rank = static_cast<std::int64_t>(input_shape.size());
  if (axis_ != -1 && axis_ != rank - 1)
    throw Error(where(), "Normalization works along the last axis", "axis " + std::to_string(axis_));
  const auto channels = static_cast<std::size_t>(input_shape.back());
  if (mean_.empty()) {
    add_variable("mean", {input_shape.back()}, {}).trainable = false;
    Variable& variance = add_variable("variance", {input_shape.back()}, {});
    variance.trainable = false;
    std::ranges::fill(variance.value->values<float>(), 1.0f);
    add_variable("count", {}, {}).trainable = false;
    return;
  }
  for (const std::vector<float>* numbers : {&mean_, &variance_}) {
    if (numbers->size() != channels && numbers->size() != 1)
      throw Error(where(), "mean and variance must be one number, or " + std::to_string(channels),
                  std::to_string(numbers->size()));
  }
}

void NormalizationLayer::adapt(const Array& samples) {
  if (!built() || !mean_.empty())
    throw Error(where(), "adapt() needs a layer that is built and was given no mean", {}, ErrorKind::usage);
  const std::int64_t channels = input_shape().back();
  if (samples.rank() < 2 || samples.shape().back() != channels || samples.rows() == 0)
    throw Error(where(), "adapt() needs samples of shape " + to_string(input_shape()), to_string(samples.shape()));
  const Array numbers = samples.astype(DType::float32);
  const auto values = numbers.values<float>();
  const double count = static_cast<double>(values.size()) / static_cast<double>(channels);
  for (std::size_t c = 0; c < static_cast<std::size_t>(channels); ++c) {
    double sum = 0.0, squares = 0.0;
    for (std::size_t i = c; i < values.size(); i += static_cast<std::size_t>(channels))
      sum += static_cast<double>(values[i]);
    const double mean = sum / count;
    for (std::size_t i = c; i < values.size(); i += static_cast<std::size_t>(channels))
      squares += (static_cast<double>(values[i]) - mean) * (static_cast<double>(values[i]) - mean);
    if (!std::isfinite(mean)) throw Error(where(), "adapt() needs finite numbers", std::to_string(mean));
    variables()[0].value->values<float>()[c] = static_cast<float>(mean);
    variables()[1].value->values<float>()[c] = static_cast<float>(squares / count);
  }
}

/// (x - mean) * (1 / deviation): the numbers are constants of the graph, computed anew for each.
graph::TensorId NormalizationLayer::call(graph::Graph& graph, std::span<const graph::TensorId> inputs, Mode) const {
  const auto numbers = [&](const std::vector<float>& given, std::size_t variable) {
    if (!given.empty()) return given;
    const auto values = std::as_const(*variables()[variable].value).values<float>();
    return std::vector<float>(values.begin(), values.end());
  };
  std::vector<float> mean = numbers(mean_, 0), factor = numbers(variance_, 1);
  for (float& value : factor) value = 1.0f / std::max(std::sqrt(value), smallest_deviation);
  const std::size_t channels = static_cast<std::size_t>(graph.at(inputs[0]).shape.back());
  const auto append = [&](const char* tensor, std::vector<float> values) {  // as Keras: (1, 1, 1, channels)
    if (values.size() == 1) values.resize(channels, values[0]);
    Shape shape(graph.at(inputs[0]).shape.size(), 1);
    shape.back() = static_cast<std::int64_t>(channels);
    return append_constant(graph, name() + tensor, Array::from<float>(values, shape));
  };
  const graph::TensorId offset = append("/mean", std::move(mean));
  const graph::TensorId scale = append("/factor", std::move(factor));
  const graph::TensorId centered = append_arithmetic(graph, ops::sub_code, inputs[0], offset, name(), "sub");
  return append_arithmetic(graph, ops::mul_code, centered, scale, name(), "truediv");
}

void NormalizationLayer::write_config(Config& config) const {
  config.entries.push_back({"axis", ConfigList({{"", axis_}})});  // -1 in a Shape would be null
  config.entries.push_back({"invert", false});
  config.entries.push_back({"mean", as_list(mean_)});
  config.entries.push_back({"variance", as_list(variance_)});
}

namespace {
constexpr std::array<std::string_view, 3> keys = {"axis", "mean", "variance"};
}

extern const LayerRecord normalization_layer_record;
const LayerRecord normalization_layer_record = {"Normalization", make<NormalizationLayer>, keys};

}  // namespace kvant::layers
