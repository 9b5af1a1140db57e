// SPDX-License-Identifier: Apache-2.0
// Counting a training's bytes.
#include "train/training_memory.h"

#include <kvant/types/error.h>
#include <kvant/types/machine_memory.h>

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace kvant::train {
namespace {

constexpr auto float_bytes = static_cast<std::int64_t>(sizeof(float));

/// Numbers of a result for one batch; of sizes no machine has, one that can still be added up.
std::int64_t size_of(const graph::Tensor& tensor, std::int64_t batch_size) {
  Shape shape = tensor.shape;
  if (!shape.empty() && shape[0] == unknown_length) shape[0] = batch_size;
  return std::min(element_count(shape), std::int64_t{1} << 48);
}

}  // namespace

TrainingMemory plan_training_memory(const graph::Graph& graph, const Optimizer& optimizer, std::int64_t batch_size) {
  TrainingMemory memory;
  memory.batch_size = batch_size;
  std::int64_t trained = 0, given = 0, results = 0;
  for (const graph::Tensor& tensor : graph.tensors) {
    const std::int64_t size = size_of(tensor, batch_size);
    (tensor.is_constant() ? given : results) += size;
    if (tensor.is_constant() && tensor.trainable) trained += size;
  }
  std::int64_t inputs = 0;  // have no gradient
  for (graph::TensorId input : graph.inputs) inputs += size_of(graph.at(input), batch_size);
  memory.parameters = given * float_bytes;
  memory.best_weights = memory.parameters;
  memory.gradients = trained * float_bytes;
  memory.optimizer = optimizer.memory_for(trained);
  memory.activations = (2 * results - inputs) * float_bytes;
  return memory;
}

void check_memory(const TrainingMemory& memory, std::optional<std::int64_t> available) {
  // The parameters are there already.
  if (!available || memory.total() - memory.parameters <= *available) return;
  throw Error("fit",
              "needs more memory than the " + text_of_bytes(*available) + " there are; a smaller batch_size needs less",
              text_of_memory(memory));
}

std::string text_of_memory(const TrainingMemory& memory) {
  return fmt::format("{}: parameters {}, kept best ones {}, gradients {}, optimizer {}, activations {} (batch {})",
                     text_of_bytes(memory.total()), text_of_bytes(memory.parameters),
                     text_of_bytes(memory.best_weights), text_of_bytes(memory.gradients),
                     text_of_bytes(memory.optimizer), text_of_bytes(memory.activations), memory.batch_size);
}

}  // namespace kvant::train
