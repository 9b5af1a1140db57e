// SPDX-License-Identifier: Apache-2.0
// Planning and running float graphs.
#include "execute/float_plan.h"

#include "execute/fused_activations.h"

#include <kvant/types/error.h>
#include <kvant/types/machine_memory.h>

#include <algorithm>

namespace kvant::execute {
namespace {

using ops::FloatView;

constexpr std::int64_t alignment = 16;  // floats: 64 bytes, a cache line

std::size_t index_of(graph::TensorId id) { return static_cast<std::size_t>(id); }
std::int64_t aligned(std::int64_t count) { return (count + alignment - 1) / alignment * alignment; }

bool has_batch(const graph::Tensor& tensor) { return !tensor.shape.empty() && tensor.shape[0] == unknown_length; }

/// rows and row size for the largest batch, without data.
FloatView extent_of(const graph::Tensor& tensor, std::int64_t max_rows) {
  FloatView view;
  Shape shape = tensor.shape;
  if (has_batch(tensor)) shape[0] = max_rows;
  element_count(shape);
  view.rows = shape.empty() ? 1 : shape[0];
  view.row_size = shape.empty() ? 1 : element_count(Shape(shape.begin() + 1, shape.end()));
  view.tensor = &tensor;
  return view;
}

/// Chooses the blocks' places and returns where they begin. Throws Error when there is no room for them: before they
/// are added up for the largest, because a sum of what no machine has might not be countable.
float* allocate(linear::FloatMemory& numbers, std::vector<Block>& blocks, const std::string& what) {
  double largest = 0.0;
  for (const Block& block : blocks) largest = std::max(largest, static_cast<double>(block.size));
  check_room(largest * sizeof(float), "execute", "the largest of the " + what);
  const std::int64_t count = share_places(blocks) + alignment;  // vectors are read beyond the last place
  check_room(static_cast<double>(count) * sizeof(float), "execute", what);
  numbers = linear::FloatMemory(count);
  return numbers.data();
}

std::string place_name(const graph::Node& node, const ops::Record& record) {
  return node.layer.empty() ? record.name.value : node.layer + " (" + record.name.value + ")";
}

}  // namespace

FloatPlan::FloatPlan(const graph::Graph& graph, std::int64_t max_rows, PlanMode mode)
    : graph_(std::make_unique<const graph::Graph>(mode == PlanMode::training ? with_fused_activations(graph) : graph)),
      max_rows_(max_rows),
      rows_(max_rows) {
  if (max_rows < 1) throw Error("execute", "a batch needs at least one row", std::to_string(max_rows));
  graph::check_graph(*graph_, "execute");
  plan_views(mode);
  plan_steps();
  if (mode == PlanMode::training) plan_gradients();
  remember_batch_views();
}

/// By tensor: an input of the graph, or what an operator reads or writes.
std::vector<bool> FloatPlan::used_tensors() const {
  std::vector<bool> used(views_.size(), false);
  const auto mark = [&](const std::vector<graph::TensorId>& ids) {
    for (graph::TensorId id : ids) {
      if (id != graph::no_tensor) used[index_of(id)] = true;
    }
  };
  mark(graph_->inputs);
  mark(graph_->outputs);
  for (const graph::Node& node : graph_->nodes) {
    mark(node.inputs);
    mark(node.outputs);
  }
  return used;
}

/// By tensor, in moments of the run: 0 before it, then the steps forward and, in training, those backward from the last
/// to the first. In training a result may lie in the place of an operand that ends there.
std::vector<Block> FloatPlan::activation_blocks(PlanMode mode) const {
  const auto steps = static_cast<std::int64_t>(graph_->nodes.size());
  const std::int64_t end = 2 * steps + 1;
  std::vector<Block> blocks(views_.size());
  const std::vector<bool> used = used_tensors();
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const bool kept = mode == PlanMode::inference || graph_->is_output(static_cast<graph::TensorId>(i));
    const bool placed = used[i] && !graph_->tensors[i].is_constant();
    blocks[i] = {.size = placed ? aligned(views_[i].size()) : 0, .last = kept ? end : 0};
  }
  for (graph::TensorId id : graph_->inputs) blocks[index_of(id)].last = end;
  std::int64_t moment = 0;
  for (const graph::Node& node : graph_->nodes) {
    const ops::Record& record = ops::record_of(node);
    const std::int64_t backward = end - ++moment;
    const auto need = [&](graph::TensorId id, std::int64_t until) {
      if (id != graph::no_tensor) blocks[index_of(id)].last = std::max(blocks[index_of(id)].last, until);
    };
    for (graph::TensorId id : node.inputs) need(id, record.gradient_reads_inputs ? backward : moment);
    for (graph::TensorId id : node.outputs) {
      blocks[index_of(id)].first = moment;
      need(id, id != node.outputs[0] || record.gradient_reads_result ? backward : moment);
    }
  }
  for (const graph::Node& node : graph_->nodes) {
    if (!ops::record_of(node).in_place) continue;
    Block& result = blocks[index_of(node.outputs[0])];
    for (graph::TensorId id : node.inputs) {
      const bool ends = id != graph::no_tensor && blocks[index_of(id)].last == result.first;
      if (ends && blocks[index_of(id)].size == result.size) result.onto = index_of(id);
    }
  }
  return blocks;
}

void FloatPlan::plan_views(PlanMode mode) {
  for (const graph::Tensor& tensor : graph_->tensors) {
    if (!tensor.is_constant() && tensor.dtype != DType::float32) {
      throw Error(tensor.name, "only float32 tensors run in float", std::string(name_of(tensor.dtype)));
    }
    views_.push_back(extent_of(tensor, max_rows_));
  }
  std::vector<Block> blocks = activation_blocks(mode);
  float* const start = allocate(numbers_, blocks, "activations of " + std::to_string(max_rows_) + " samples");
  for (std::size_t i = 0; i < views_.size(); ++i) {
    const graph::Tensor& tensor = graph_->tensors[i];
    if (!tensor.is_constant())
      views_[i].data = start + blocks[i].place;
    else if (tensor.dtype == DType::float32)
      views_[i].data = tensor.data->values<float>().data();
  }
}

void FloatPlan::plan_steps() {
  for (const graph::Node& node : graph_->nodes) {
    Step step;
    step.node = &node;
    step.record = &ops::record_of(node);
    if (step.record->run_float == nullptr) throw Error(place_name(node, *step.record), "does not run in float");
    for (graph::TensorId id : node.inputs)
      step.inputs.push_back(id == graph::no_tensor ? FloatView{} : views_[index_of(id)]);
    for (graph::TensorId id : node.outputs) step.outputs.push_back(views_[index_of(id)]);
    steps_.push_back(std::move(step));
  }
}

/// By tensor: a trainable variable, or computed from one.
std::vector<bool> FloatPlan::find_gradient_path() const {
  std::vector<bool> on_path(graph_->tensors.size());
  for (std::size_t i = 0; i < on_path.size(); ++i)
    on_path[i] = graph_->tensors[i].is_constant() && graph_->tensors[i].trainable;
  for (const graph::Node& node : graph_->nodes) {
    const bool passes = std::any_of(node.inputs.begin(), node.inputs.end(), [&](graph::TensorId id) {
      return id != graph::no_tensor && on_path[index_of(id)];
    });
    for (graph::TensorId id : node.outputs) {  // a further result that nobody reads is a note for the gradient
      const bool asked = id == node.outputs[0] || graph_->reader_count(id) > 0 || graph_->is_output(id);
      on_path[index_of(id)] = passes && asked;
    }
  }
  return on_path;
}

/// By tensor, in moments of the backward run: 0 before it, then the steps from the last to the first. A gradient is
/// needed from the first reader that writes it to the step that made the tensor; a variable's, to the end.
std::vector<Block> FloatPlan::gradient_blocks(const std::vector<bool>& on_path) const {
  const auto end = static_cast<std::int64_t>(steps_.size()) + 1;
  std::vector<Block> blocks(on_path.size());
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const auto id = static_cast<graph::TensorId>(i);
    const bool before = graph_->is_output(id) || graph_->reader_count(id) == 0;
    blocks[i] = {.size = on_path[i] ? aligned(views_[i].size()) : 0, .first = before ? 0 : end, .last = end};
  }
  std::int64_t moment = 0;
  for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
    ++moment;
    for (graph::TensorId id : step->node->inputs) {
      if (id != graph::no_tensor) blocks[index_of(id)].first = std::min(blocks[index_of(id)].first, moment);
    }
    for (graph::TensorId id : step->node->outputs) blocks[index_of(id)].last = moment;
  }
  return blocks;
}

void FloatPlan::plan_gradients() {
  const std::vector<bool> on_path = find_gradient_path();
  std::vector<Block> blocks = gradient_blocks(on_path);
  float* const start = allocate(gradients_, blocks, "gradients of " + std::to_string(max_rows_) + " samples");
  gradient_views_.resize(views_.size());
  for (std::size_t i = 0; i < on_path.size(); ++i) {
    if (!on_path[i]) continue;
    gradient_views_[i] = views_[i];
    gradient_views_[i].data = start + blocks[i].place;
    if (!graph_->tensors[i].is_constant()) continue;
    trainable_.push_back({static_cast<graph::TensorId>(i), views_[i].data, gradient_views_[i].data, views_[i].size()});
  }
  // The last reader of a tensor writes its gradient first; those before it add theirs.
  std::vector<bool> written(views_.size(), false);
  for (graph::TensorId id : graph_->outputs) written[index_of(id)] = true;
  for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) plan_backward(*step, written);
  for (const TrainableVariable& variable : trainable_) {
    if (!written[index_of(variable.tensor)]) unread_gradients_.push_back(gradient_views_[index_of(variable.tensor)]);
  }
}

void FloatPlan::plan_backward(Step& step, std::vector<bool>& written) {
  const auto needs = [&](graph::TensorId id) {
    return id != graph::no_tensor && gradient_views_[index_of(id)].data != nullptr;
  };
  step.backward = std::any_of(step.node->inputs.begin(), step.node->inputs.end(), needs);
  if (!step.backward) return;
  if (step.record->gradient == nullptr) throw Error(place_name(*step.node, *step.record), "cannot be trained through");
  for (graph::TensorId id : step.node->outputs) {
    step.output_gradients.push_back(gradient_views_[index_of(id)]);
    if (gradient_views_[index_of(id)].data != nullptr && !written[index_of(id)])
      unread_gradients_.push_back(gradient_views_[index_of(id)]);
  }
  step.accumulate = std::make_unique<bool[]>(step.node->inputs.size());
  for (std::size_t i = 0; i < step.node->inputs.size(); ++i) {
    const graph::TensorId id = step.node->inputs[i];
    step.input_gradients.push_back(needs(id) ? gradient_views_[index_of(id)] : FloatView{});
    if (!needs(id)) continue;
    step.accumulate[i] = written[index_of(id)];
    written[index_of(id)] = true;
  }
}

// Collected last: the vectors that hold the views do not grow any more.
void FloatPlan::remember_batch_views() {
  const auto remember = [&](std::vector<FloatView>& views, const std::vector<graph::TensorId>& ids) {
    for (std::size_t i = 0; i < views.size(); ++i) {
      if (ids[i] != graph::no_tensor && has_batch(graph_->at(ids[i]))) batch_views_.push_back(&views[i]);
    }
  };
  for (Step& step : steps_) {
    remember(step.inputs, step.node->inputs);
    remember(step.outputs, step.node->outputs);
    remember(step.input_gradients, step.node->inputs);
    remember(step.output_gradients, step.node->outputs);
  }
  for (std::size_t i = 0; i < views_.size(); ++i) {
    if (has_batch(graph_->tensors[i])) batch_views_.push_back(&views_[i]);
  }
}

void FloatPlan::set_rows(std::int64_t rows) {
  if (rows == rows_) return;
  if (rows < 1 || rows > max_rows_) {
    throw Error("execute", "this plan runs 1 to " + std::to_string(max_rows_) + " rows", std::to_string(rows));
  }
  for (FloatView* view : batch_views_) view->rows = rows;
  rows_ = rows;
}

void FloatPlan::forward(std::int64_t rows, const graph::TrainingState* training) {
  set_rows(rows);
  for (const Step& step : steps_) step.record->run_float({*step.node, step.inputs, step.outputs, training});
}

void FloatPlan::backward(std::int64_t rows, const graph::TrainingState* training) {
  set_rows(rows);
  for (const FloatView& view : unread_gradients_) std::fill_n(view.data, view.size(), 0.0f);
  for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
    if (!step->backward) continue;
    step->record->gradient({*step->node, step->inputs, step->outputs, step->output_gradients, step->input_gradients,
                            std::span<const bool>(step->accumulate.get(), step->inputs.size()), training});
  }
}

std::span<float> FloatPlan::place_of(graph::TensorId id) {
  const FloatView& view = views_[index_of(id)];
  const std::int64_t rows = has_batch(graph_->at(id)) ? max_rows_ : view.rows;
  return {view.data, static_cast<std::size_t>(rows * view.row_size)};
}

std::span<float> FloatPlan::output_gradient(std::size_t i) {
  const graph::TensorId id = graph_->outputs.at(i);
  const std::size_t at = index_of(id);
  if (gradient_views_.empty() || gradient_views_[at].data == nullptr) return {};
  return {gradient_views_[at].data, place_of(id).size()};
}

}  // namespace kvant::execute
