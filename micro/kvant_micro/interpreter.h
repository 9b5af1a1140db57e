// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Runs a .tflite model from where it lies, in an arena that the caller owns. No heap, no globals, no recursion.
//
//   arena during set-up   [a TensorLife for each tensor ........][records and tables of the kernels ...]
//   arena afterwards      [activations .........................][io offsets][record, params][record, params] ...
#pragma once

#include <kvant_micro/operator.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

/// An input or output of the model.
struct TensorView {
  TensorFacts facts;
  uint32_t scale_bits;  ///< float32 bits of the scale; 0 when not quantised
  int32_t zero_point;
  void* data;  ///< facts.bytes bytes in the arena
};

class Interpreter {
 public:
  /// model: must outlive the interpreter; any address (or misaligned_model). arena: aligned to 16.
  Interpreter(const void* model, uint32_t model_bytes, const OperatorList& operators, void* arena, uint32_t arena_bytes)
      : data_(model),
        data_bytes_(model_bytes),
        operators_(operators),
        arena_(static_cast<uint8_t*>(arena)),
        arena_bytes_(arena_bytes),
        used_(0),
        records_(0),
        nodes_(0) {}

  /// Verifies the model, plans the arena and sets up every operator. Must be ok before anything below.
  KVANT_NODISCARD Status allocate_tensors() {
    used_ = 0;
    if ((reinterpret_cast<uintptr_t>(arena_) & (arena_alignment - 1)) != 0) return Status::misaligned_arena;
    Model model;
    Status status = model.open(data_, data_bytes_);
    if (status != Status::ok) return status;
    if (model.tensor_count() > arena_bytes_ / sizeof(TensorLife)) return Status::arena_too_small;
    TensorLife* const lives = static_cast<TensorLife*>(static_cast<void*>(arena_));
    if ((status = find_lives(model, lives)) != Status::ok) return status;
    const uint32_t activations = plan_arena(lives, model.tensor_count());
    const uint32_t table = static_cast<uint32_t>(model.tensor_count() * sizeof(TensorLife));
    uint32_t free_begin = align_up(activations > table ? activations : table, 4);
    if ((status = keep_io_offsets(model, lives, free_begin)) != Status::ok) return status;
    if ((status = prepare_nodes(model, lives, free_begin)) != Status::ok) return status;
    used_ = free_begin;
    return Status::ok;
  }

  /// Runs the operators in order. The inputs may be overwritten: set them before each call.
  KVANT_NODISCARD Status invoke() {
    if (used_ == 0) return Status::not_allocated;
    const Memory memory = {static_cast<const uint8_t*>(data_), arena_};
    uint32_t position = records_;
    for (uint32_t i = 0; i < nodes_; ++i) {
      const Record* const record = static_cast<const Record*>(static_cast<const void*>(arena_ + position));
      operators_.operators[record->kernel].run(memory, record + 1);
      position += record->bytes;
    }
    return Status::ok;
  }

  uint32_t input_count() const { return io_count(true); }
  uint32_t output_count() const { return io_count(false); }
  KVANT_NODISCARD Status input(uint32_t index, TensorView& view) const { return io(index, true, view); }
  KVANT_NODISCARD Status output(uint32_t index, TensorView& view) const { return io(index, false, view); }

  /// Bytes of the arena in use after allocate_tensors(): exactly what this model needs on this kind of machine.
  uint32_t arena_used_bytes() const { return used_; }

 private:
  /// Stands before each node's params. bytes: of record and params together.
  struct Record {
    uint16_t kernel;
    uint16_t bytes;
  };
  static_assert(sizeof(TensorLife) == 12 && sizeof(Record) == 4, "what the arena holds has one layout everywhere");

  KVANT_NODISCARD static Status find_lives(const Model& model, TensorLife* lives) {
    const uint16_t end = static_cast<uint16_t>(model.node_count());
    for (uint32_t i = 0; i < model.tensor_count(); ++i) {
      TensorFacts facts;
      const Status status = model.tensor(i, facts);
      if (status != Status::ok) return status;
      lives[i].bytes = facts.constant == 0 ? facts.bytes : 0;
      lives[i].first = 0xFFFF;  // not used by anybody yet
      lives[i].last = 0;
    }
    for (uint32_t i = 0; i < model.input_count(); ++i) {
      if (!touch(model, lives, model.input(i), 0)) return Status::invalid_model;
    }
    for (uint32_t node = 0; node < model.node_count(); ++node) {
      TableView table;
      int32_t code = 0;
      Status status = model.node(node, table, code);
      if (status != Status::ok) return status;
      for (uint32_t field = 1; field <= 2; ++field) {
        VectorView operands;
        if ((status = table.vector(field, 4, operands)) != Status::ok) return status;
        for (uint32_t i = 0; i < operands.count; ++i) {
          const uint32_t tensor = model.bytes().u32(operands.position + 4 * i);
          if (field == 1 && tensor == 0xFFFFFFFFu) continue;
          if (!touch(model, lives, tensor, static_cast<uint16_t>(node))) return Status::invalid_model;
        }
      }
    }
    for (uint32_t i = 0; i < model.output_count(); ++i) {
      if (!touch(model, lives, model.output(i), end)) return Status::invalid_model;
    }
    for (uint32_t i = 0; i < model.tensor_count(); ++i) {
      if (lives[i].first > lives[i].last) lives[i].bytes = 0;
    }
    return Status::ok;
  }

  /// Lengthens the life of a tensor to include a step.
  static bool touch(const Model& model, TensorLife* lives, uint32_t tensor, uint16_t step) {
    if (KVANT_UNTRUSTED(tensor >= model.tensor_count())) return false;
    if (step < lives[tensor].first) lives[tensor].first = step;
    if (step > lives[tensor].last) lives[tensor].last = step;
    return true;
  }

  KVANT_NODISCARD Status keep_io_offsets(const Model& model, const TensorLife* lives, uint32_t& free_begin) {
    const uint32_t count = model.input_count() + model.output_count();
    if (free_begin > arena_bytes_ || count > (arena_bytes_ - free_begin) / 4) return Status::arena_too_small;
    uint32_t* const offsets = static_cast<uint32_t*>(static_cast<void*>(arena_ + free_begin));
    for (uint32_t i = 0; i < count; ++i) {
      const bool is_input = i < model.input_count();
      const uint32_t tensor = is_input ? model.input(i) : model.output(i - model.input_count());
      if (KVANT_UNTRUSTED(lives[tensor].offset == not_placed)) return Status::invalid_model;  // a constant, or empty
      offsets[i] = lives[tensor].offset;
    }
    free_begin += 4 * count;
    records_ = free_begin;
    return Status::ok;
  }

  KVANT_NODISCARD Status prepare_nodes(const Model& model, const TensorLife* lives, uint32_t& free_begin) {
    nodes_ = model.node_count();
    for (uint32_t i = 0; i < nodes_; ++i) {
      const Status status = prepare_node(model, i, lives, free_begin);
      if (status != Status::ok) return status;
    }
    return Status::ok;
  }

  KVANT_NODISCARD Status prepare_node(const Model& model, uint32_t index, const TensorLife* lives,
                                      uint32_t& free_begin) {
    TableView table;
    int32_t code = 0;
    Status status = model.node(index, table, code);
    if (status != Status::ok) return status;
    Status result = Status::unsupported_operator;
    for (uint32_t k = 0; k < operators_.count; ++k) {
      const Operator& candidate = operators_.operators[k];
      if (candidate.code != code) continue;
      const uint32_t bytes = static_cast<uint32_t>(sizeof(Record)) + align_up(candidate.params_bytes, 4);
      if (free_begin > arena_bytes_ || bytes > arena_bytes_ - free_begin) return Status::arena_too_small;
      NodeView node(model, table, lives, arena_, free_begin + bytes, arena_bytes_);
      if ((status = node.status()) != Status::ok) return status;
      Record* const record = static_cast<Record*>(static_cast<void*>(arena_ + free_begin));
      result = candidate.prepare(node, record + 1);
      if (result == Status::unsupported_types) continue;
      if (result != Status::ok) return result;
      const uint32_t end = align_up(node.free_begin(), 4);
      if (end - free_begin > 0xFFFFu) return Status::unsupported_shape;
      if (end > arena_bytes_) return Status::arena_too_small;
      record->kernel = static_cast<uint16_t>(k);
      record->bytes = static_cast<uint16_t>(end - free_begin);
      free_begin = end;
      return Status::ok;
    }
    return result;
  }

  uint32_t io_count(bool inputs) const {
    Model model;
    if (model.open(data_, data_bytes_) != Status::ok) return 0;
    return inputs ? model.input_count() : model.output_count();
  }

  KVANT_NODISCARD Status io(uint32_t index, bool is_input, TensorView& view) const {
    if (used_ == 0) return Status::not_allocated;
    Model model;
    Status status = model.open(data_, data_bytes_);
    if (status != Status::ok) return status;
    if (index >= (is_input ? model.input_count() : model.output_count())) return Status::invalid_model;
    const uint32_t slot = is_input ? index : model.input_count() + index;
    const uint32_t io_begin = records_ - 4 * (model.input_count() + model.output_count());
    if ((status = model.tensor(is_input ? model.input(index) : model.output(index), view.facts)) != Status::ok)
      return status;
    const uint32_t* const offsets = static_cast<const uint32_t*>(static_cast<const void*>(arena_ + io_begin));
    view.data = arena_ + offsets[slot];
    view.scale_bits = view.facts.scale_count == 0 ? 0 : model.bytes().u32(view.facts.scales);
    view.zero_point =
        view.facts.zero_point_count == 0 ? 0 : static_cast<int32_t>(model.bytes().u32(view.facts.zero_points));
    return Status::ok;
  }

  const void* data_;
  uint32_t data_bytes_;
  OperatorList operators_;
  uint8_t* arena_;
  uint32_t arena_bytes_;
  uint32_t used_;
  uint32_t records_;  ///< where the first record stands
  uint32_t nodes_;
};

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
