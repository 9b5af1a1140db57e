// SPDX-License-Identifier: Apache-2.0
// A float graph made ready to run: every activation and gradient has its place before the first batch.
#pragma once

#include "execute/place_sharing.h"
#include "graph/graph.h"
#include "linear/float_memory.h"
#include "ops/record.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace kvant::execute {

enum class PlanMode {
  inference,  ///< forward only
  training    ///< also gradients of the trainable variables; results that no gradient needs share their places
};

/// What a step changes: the numbers of a variable, and the gradient of the loss by them.
struct TrainableVariable {
  graph::TensorId tensor = graph::no_tensor;
  float* values = nullptr;
  float* gradient = nullptr;
  std::int64_t size = 0;
};

/// The plan keeps a copy of the graph and shares its constants; their numbers may change between runs, the arrays
/// themselves must stay. forward and backward allocate nothing.
class FloatPlan {
 public:
  /// max_rows: the largest batch, 1 or more. Throws Error when an operator does not run in float, cannot be trained
  /// through where a gradient must pass, or has an activation that is not float32.
  FloatPlan(const graph::Graph& graph, std::int64_t max_rows, PlanMode mode);
  FloatPlan(FloatPlan&&) noexcept = default;
  FloatPlan& operator=(FloatPlan&&) noexcept = default;

  const graph::Graph& graph() const { return *graph_; }
  std::int64_t max_rows() const { return max_rows_; }

  /// Runs all operators on the first rows of the inputs, 1 <= rows <= max_rows. training: the step, when batch
  /// normalization and dropout are to do what they do while training.
  void forward(std::int64_t rows, const graph::TrainingState* training = nullptr);
  /// From output_gradient() of the same rows to the gradients of all trainable variables. Only after forward, with the
  /// same step.
  void backward(std::int64_t rows, const graph::TrainingState* training = nullptr);

  /// Place of graph input or output i for max_rows samples, the sample of row r at r * row size.
  std::span<float> input(std::size_t i = 0) { return place_of(graph_->inputs.at(i)); }
  std::span<float> output(std::size_t i = 0) { return place_of(graph_->outputs.at(i)); }
  /// Where the loss writes its gradient before backward, which uses the place again; empty when no trainable variable
  /// leads there.
  std::span<float> output_gradient(std::size_t i = 0);
  /// What a tensor holds after forward, its rows as of that run; null data for constants that are not float32. In
  /// training others may have taken its place, but for the graph's inputs and outputs.
  ops::FloatView view(graph::TensorId id) const { return views_.at(static_cast<std::size_t>(id)); }

  std::span<const TrainableVariable> trainable_variables() const { return trainable_; }

 private:
  struct Step {
    const graph::Node* node = nullptr;
    const ops::Record* record = nullptr;
    std::vector<ops::FloatView> inputs;
    std::vector<ops::FloatView> outputs;
    bool backward = false;  ///< a gradient passes here
    std::vector<ops::FloatView> output_gradients;
    std::vector<ops::FloatView> input_gradients;
    std::unique_ptr<bool[]> accumulate;
  };

  std::vector<bool> used_tensors() const;
  std::vector<Block> activation_blocks(PlanMode mode) const;
  void plan_views(PlanMode mode);
  void plan_steps();
  std::vector<bool> find_gradient_path() const;
  std::vector<Block> gradient_blocks(const std::vector<bool>& on_path) const;
  void plan_gradients();
  void plan_backward(Step& step, std::vector<bool>& written);
  void remember_batch_views();
  void set_rows(std::int64_t rows);
  std::span<float> place_of(graph::TensorId id);

  std::unique_ptr<const graph::Graph> graph_;
  std::int64_t max_rows_ = 0;
  std::int64_t rows_ = 0;
  linear::FloatMemory numbers_;                 ///< activations
  linear::FloatMemory gradients_;               ///< of activations and variables
  std::vector<ops::FloatView> views_;           ///< by tensor
  std::vector<ops::FloatView> gradient_views_;  ///< by tensor; null data: no gradient
  std::vector<Step> steps_;
  std::vector<ops::FloatView*> batch_views_;      ///< whose rows are those of the batch
  std::vector<ops::FloatView> unread_gradients_;  ///< of results that nobody reads: zero
  std::vector<TrainableVariable> trainable_;
};

}  // namespace kvant::execute
