// SPDX-License-Identifier: Apache-2.0
// A model as its config tells it: layers and models in it, and which result enters what. Both spellings are read:
//
//   Keras 3        {"module", "class_name": "Functional", "config": {...}, "registered_name"}; InputLayer: batch_shape;
//                  a use of a layer: {"args": [tensor or [tensor ...]], "kwargs": {}}, tensor as functional_config.h
//                  has it
//   Keras 2        {"class_name": "Functional" or "Model", "config": {...}}; InputLayer: batch_input_shape; a use:
//                  [[layer, node, index, {}] ...]; an old Sequential has the list of layers as its config
#pragma once

#include "layers/layer.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace kvant::formats {

/// One result of one use of a member.
struct ResultPlace {
  std::size_t member = 0;
  std::size_t use = 0;    ///< of its uses in this model
  std::size_t index = 0;  ///< of a model's outputs; of a layer 0
};

struct ModelConfig;

/// A layer of a model, or a model that stands in it like a layer: one of the two pointers is set.
struct ModelMember {
  std::string name, class_name;
  std::shared_ptr<layers::Layer> layer;
  std::shared_ptr<ModelConfig> model;
  std::vector<std::vector<ResultPlace>> uses;  ///< what enters each; of a Sequential's member none
};

struct ModelConfig {
  std::string name, class_name;
  bool sequential = false;
  std::vector<ModelMember> members;          ///< as listed
  std::vector<ResultPlace> inputs, outputs;  ///< of a functional model
  Shape batch_shape;                         ///< that enters a Sequential without an InputLayer; empty: not told
};

/// From {"class_name", "config"}; layers with first weights are made later. file: for messages. Throws Error for
/// another kind of model, for layers that are unknown (one error that names all of them) or whose config does not fit,
/// for a use with other things than results, and for more than 4096 layers.
ModelConfig read_model_config(const nlohmann::ordered_json& json, const std::string& file);

}  // namespace kvant::formats
