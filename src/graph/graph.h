// SPDX-License-Identifier: Apache-2.0
// The one model in memory: tensors, and the operators between them in execution order.
#pragma once

#include "graph/training_options.h"

#include <kvant/types/array.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace kvant::tflite {
struct BuiltinOptionsUnion;  // generated from schema/tflite_options.fbs; operators include it, others pass it on
}

namespace kvant::graph {

/// Index into Graph::tensors.
using TensorId = std::int32_t;
inline constexpr TensorId no_tensor = -1;  ///< an optional operand that is left out
inline constexpr std::int32_t not_from_file = -1;

/// real = scale * (integer - zero_point), per tensor or per slice along axis. Empty scales: not quantised.
struct Quantization {
  std::vector<float> scales;
  std::vector<std::int64_t> zero_points;
  std::int32_t axis = 0;

  bool present() const { return !scales.empty(); }
};

struct Tensor {
  std::string name;
  DType dtype = DType::float32;
  Shape shape;  ///< unknown_length for the batch while it is symbolic
  Quantization quantization;
  /// Constants and variables: their numbers, shared with whoever owns them. Null: an activation.
  std::shared_ptr<Array> data;
  bool trainable = false;    ///< a variable that training may change
  bool keeps_state = false;  ///< has no operator that makes it: it keeps its numbers from run to run
  float l1 = 0.0f;           ///< regularization of a trainable variable: the loss grows by l1 * sum |x| ...
  float l2 = 0.0f;           ///< ... and by l2 * sum x^2, as Keras' L1L2
  std::int32_t file_place = not_from_file;  ///< its index in the main subgraph of Graph::file

  bool is_constant() const { return data != nullptr; }
};

struct Node {
  std::int32_t code = 0;                                       ///< builtin code of the .tflite format, or TrainingCode
  std::shared_ptr<const tflite::BuiltinOptionsUnion> options;  ///< null: an operator without options
  TrainingOptions training_options = {};                       ///< of operators that exist only while training
  std::int32_t version = 1;                                    ///< as a file says it; writers compute their own
  std::vector<TensorId> inputs;
  std::vector<TensorId> outputs;
  std::string layer;                        ///< name of the layer it came from, for messages and tensor names
  std::string custom_code;                  ///< of a CUSTOM operator: its name
  std::int32_t file_place = not_from_file;  ///< its index in the main subgraph of Graph::file
};

struct Graph {
  std::vector<Tensor> tensors;
  std::vector<Node> nodes;
  std::vector<TensorId> inputs;
  std::vector<TensorId> outputs;

  std::string description;
  std::string signature;                        ///< key of the signature; empty: none
  std::vector<std::string> input_names;         ///< the signature's names, one per input
  std::vector<std::string> output_names;        ///< one per output
  std::map<std::string, std::string> metadata;  ///< name -> bytes
  /// The .tflite file it was read from, null for others. Writers take from it all that only files know: options of
  /// operators without a record, ranges, sparsity, further subgraphs and signatures.
  std::shared_ptr<const std::vector<std::byte>> file;

  TensorId add(Tensor tensor) {
    tensors.push_back(std::move(tensor));
    return static_cast<TensorId>(tensors.size() - 1);
  }
  Tensor& at(TensorId id) { return tensors.at(static_cast<std::size_t>(id)); }
  const Tensor& at(TensorId id) const { return tensors.at(static_cast<std::size_t>(id)); }

  /// Nodes that read a tensor, counted once for each time.
  int reader_count(TensorId id) const;
  /// Index of the node that writes a tensor; -1 for inputs and constants.
  int producer(TensorId id) const;
  bool is_output(TensorId id) const;
};

/// Drops tensors that nothing refers to and renumbers the rest: inputs, then constants, then results in order.
void drop_unused_tensors(Graph& graph);

/// The same graph with every unknown batch set to this length.
Graph with_batch(const Graph& graph, std::int64_t batch);

/// Throws Error when an index, a shape or the order of nodes does not fit. name: the model's, for the message.
void check_graph(const Graph& graph, const std::string& name);

}  // namespace kvant::graph
