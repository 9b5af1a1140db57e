// SPDX-License-Identifier: Apache-2.0
// What stands behind kvant::Model, for those who save, load and convert it.
#pragma once

#include "formats/keras/saved_layers.h"
#include "layers/layer_graph.h"
#include "train/objectives.h"
#include "train/optimizer.h"

#include <kvant/model.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace kvant {

/// What the file of an imported graph says around its operators; conversion writes it again.
struct ImportedFacts {
  std::int64_t batch = unknown_length;     ///< 1: the file fixes it
  std::vector<std::string> input_tensors;  ///< names of the inputs' tensors
  std::string description, signature;
  std::vector<std::string> input_names, output_names;
  std::map<std::string, std::string> metadata;
};

struct Model::Impl {
  struct Compiled {
    CompileOptions options;  ///< as the user gave them
    std::unique_ptr<train::Optimizer> optimizer;
  };

  layers::LayerGraph layer_graph = {};
  std::optional<Compiled> compiled = {};
  std::optional<ImportedFacts> imported = {};  ///< of a model whose operators came from a file
  std::string not_compiled = {};  ///< why the training that the model's file tells of could not be taken; else empty
  /// The layers as the model's file had them, where models stood in the model; else empty.
  std::vector<formats::SavedLayer> saved_layers = {};

  /// Puts a layer at the end of a chain, and before the first one the input that it tells.
  void append(const Layer& layer);
  /// When the chain has an input.
  void build_if_possible();
  /// Sets compiled from options. Throws a usage Error for unknown names.
  void compile(const CompileOptions& options);
  /// The state of compile(), or a usage Error that names the caller.
  const Compiled& check_compiled(const char* caller) const;
  /// Builds the layers for samples of this shape (without the batch) when they are not built.
  void build_for(const Shape& sample_shape);
  /// Loss and metrics of each output. Only after compile() and build. Throws a usage Error when the options name more
  /// or fewer than there are outputs.
  train::Objectives objectives() const;
  /// Whether more is better of what a log's name stands for: "val_accuracy", "left_mae".
  bool grows(const std::string& log_name) const;
  /// The model as it learns: operators over shared weights, batch unknown.
  graph::Graph training_graph() const { return layer_graph.graph(layers::Mode::training); }
  /// The model as it answers: operators over shared weights, batch unknown. Throws a usage Error before it is built.
  graph::Graph inference_graph() const { return layer_graph.graph(); }
};

}  // namespace kvant
