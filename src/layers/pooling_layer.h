// SPDX-License-Identifier: Apache-2.0
// What the pooling layers of height and width share.
#pragma once

#include "layers/layer.h"
#include "layers/window.h"

#include <array>
#include <string_view>

namespace kvant::layers {

/// Reduces each window to one number per channel: the operator of this code.
class PoolingLayer : public Layer {
 public:
  std::string class_name() const override { return class_name_; }
  graph::TensorId call(graph::Graph& graph, std::span<const graph::TensorId> inputs, Mode mode) const override;

 protected:
  PoolingLayer(const char* class_name, const Config& config, std::int32_t code, const char* tensor_name);

 private:
  void make_variables(const Shape& input_shape, SeedSource& seeds) override;
  void write_config(Config& config) const override;

  const char* class_name_;
  std::int32_t code_;
  const char* tensor_name_;
  Window window_;
};

/// The same over all places at once.
class GlobalPoolingLayer : public Layer {
 public:
  std::string class_name() const override { return class_name_; }
  graph::TensorId call(graph::Graph& graph, std::span<const graph::TensorId> inputs, Mode mode) const override;

 protected:
  GlobalPoolingLayer(const char* class_name, const Config& config, std::int32_t code, const char* tensor_name);

 private:
  void make_variables(const Shape& input_shape, SeedSource& seeds) override;
  void write_config(Config& config) const override;

  const char* class_name_;
  std::int32_t code_;
  const char* tensor_name_;
  bool keep_dims_ = false;
};

inline constexpr std::array<std::string_view, 4> pooling_keys = {"pool_size", "padding", "strides", "data_format"};
inline constexpr std::array<std::string_view, 2> global_pooling_keys = {"data_format", "keepdims"};

}  // namespace kvant::layers
