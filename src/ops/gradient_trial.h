// SPDX-License-Identifier: Apache-2.0
// For tests: one operator with numbers for its operands, and its gradient beside central finite differences.
#pragma once

#include "ops/record.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace kvant::ops {

struct TrialOperand {
  Shape shape = {};                         ///< -1: the batch
  std::vector<float> numbers = {};          ///< or else
  std::vector<std::int32_t> integers = {};  ///< of a constant, as axes; neither: left out
  bool asks_gradient = true;                ///< false: a number nobody trains, as a moving average
};

struct GradientTrial {
  std::shared_ptr<const tflite::BuiltinOptionsUnion> options = nullptr;
  graph::TrainingOptions training_options = {};
  std::optional<graph::TrainingState> training = std::nullopt;
  std::vector<TrialOperand> operands = {};
  std::int64_t batch = 1;
};

/// The operator set up as a running graph has it: a view for each operand and result.
class TrialNode {
 public:
  TrialNode(const Record& record, const GradientTrial& trial) : record_(record), trial_(trial) {
    node_.code = record.code;
    node_.options = trial.options;
    node_.training_options = trial.training_options;
    node_.layer = "trial";
    for (const TrialOperand& operand : trial.operands) add_operand(operand);
    for (const Shape& shape : record.infer_shape.value(graph_, node_)) {
      graph::Tensor tensor;
      tensor.shape = shape;
      node_.outputs.push_back(graph_.add(std::move(tensor)));
    }
    for (std::size_t i = 0; i < trial.operands.size(); ++i) {
      numbers_.push_back(trial.operands[i].numbers);
      inputs_.push_back(view(node_.inputs[i], numbers_.back()));
      gradients_.emplace_back(numbers_.back().size());
    }
    for (const graph::TensorId id : node_.outputs) {
      results_.emplace_back(static_cast<std::size_t>(element_count(with_batch(graph_.at(id).shape))));
      outputs_.push_back(view(id, results_.back()));
    }
    slopes_.resize(results_.at(0).size());
  }
  TrialNode(const TrialNode&) = delete;
  TrialNode& operator=(const TrialNode&) = delete;

  const graph::Node& node() const { return node_; }
  std::vector<float>& numbers(std::size_t operand) { return numbers_.at(operand); }
  /// The loss is the sum of these times the first result.
  std::vector<float>& slopes() { return slopes_; }

  bool asks_gradient(std::size_t operand) const {
    return trial_.operands[operand].asks_gradient && !trial_.operands[operand].numbers.empty();
  }

  const std::vector<float>& forward() {
    record_.run_float({node_, inputs_, outputs_, training()});
    return results_[0];
  }

  /// Gradients of those operands that are wanted, each added to "before" or written over it.
  const std::vector<std::vector<float>>& backward(const std::vector<bool>& wanted, bool accumulate, float before) {
    std::vector<FloatView> output_gradients(outputs_.size()), input_gradients(inputs_.size());
    output_gradients[0] = outputs_[0];
    output_gradients[0].data = slopes_.data();
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      std::fill(gradients_[i].begin(), gradients_[i].end(), before);
      if (!wanted[i]) continue;
      input_gradients[i] = inputs_[i];
      input_gradients[i].data = gradients_[i].data();
    }
    const auto adds = std::make_unique<bool[]>(inputs_.size());
    std::fill_n(adds.get(), inputs_.size(), accumulate);
    record_.gradient({node_, inputs_, outputs_, output_gradients, input_gradients,
                      std::span<const bool>(adds.get(), inputs_.size()), training()});
    return gradients_;
  }

  /// (loss(x + step) - loss(x - step)) / 2 step of one number. Results that do not change cancel exactly.
  double finite_difference(std::size_t operand, std::size_t place, float step) {
    float& number = numbers_[operand][place];
    const float kept = number;
    number = kept + step;
    const double width = static_cast<double>(number);
    const std::vector<float> above = forward();
    number = kept - step;
    const double lower = static_cast<double>(number);
    const std::vector<float>& below = forward();
    number = kept;
    double sum = 0;
    for (std::size_t i = 0; i < above.size(); ++i)
      sum += (static_cast<double>(above[i]) - static_cast<double>(below[i])) * static_cast<double>(slopes_[i]);
    return sum / (width - lower);
  }

 private:
  const graph::TrainingState* training() const { return trial_.training ? &*trial_.training : nullptr; }

  Shape with_batch(Shape shape) const {
    std::replace(shape.begin(), shape.end(), unknown_length, trial_.batch);
    return shape;
  }

  void add_operand(const TrialOperand& operand) {
    if (operand.numbers.empty() && operand.integers.empty()) {
      node_.inputs.push_back(graph::no_tensor);
      return;
    }
    graph::Tensor tensor;
    tensor.shape = operand.shape;
    if (!operand.integers.empty()) {
      tensor.dtype = DType::int32;
      tensor.data = std::make_shared<Array>(DType::int32, operand.shape);
      std::copy(operand.integers.begin(), operand.integers.end(), tensor.data->values<std::int32_t>().begin());
    }
    node_.inputs.push_back(graph_.add(std::move(tensor)));
  }

  FloatView view(graph::TensorId id, std::vector<float>& numbers) {
    FloatView view;
    if (id == graph::no_tensor) return view;
    const Shape shape = with_batch(graph_.at(id).shape);
    view.rows = shape.empty() ? 1 : shape[0];
    view.row_size = shape.empty() ? 1 : element_count(Shape(shape.begin() + 1, shape.end()));
    view.tensor = &graph_.at(id);
    view.data = numbers.empty() ? nullptr : numbers.data();
    return view;
  }

  const Record& record_;
  const GradientTrial& trial_;
  graph::Graph graph_;
  graph::Node node_;
  std::vector<std::vector<float>> numbers_, gradients_, results_;  // by operand, by operand, by result
  std::vector<float> slopes_;
  std::vector<FloatView> inputs_, outputs_;
};

}  // namespace kvant::ops
