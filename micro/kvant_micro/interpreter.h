// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Runs a .tflite model from where it lies, in an arena that the caller owns. No heap, no globals, no recursion.
//
//   arena during set-up   [a TensorLife for each tensor ........][records and tables of the kernels ...]
//   arena afterwards      [activations .........................][io offsets][record, params][record, params] ...
#pragma once

#include <kvant_micro/operator.h>
#include <kvant_micro/stored_plan.h>

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
    Model model(data_, data_bytes_);
    Status status = model.open();
    if (status != Status::ok) return status;
    if (model.tensor_count() > arena_bytes_ / sizeof(TensorLife)) return Status::arena_too_small;
    TensorLife* const lives = static_cast<TensorLife*>(static_cast<void*>(arena_));
    uint32_t activations = 0;
    if ((status = place_tensors(model, lives, activations)) != Status::ok) return status;
    const uint32_t table = static_cast<uint32_t>(model.tensor_count() * sizeof(TensorLife));
    uint32_t free_begin = align_up(activations > table ? activations : table, 4);
    if ((status = keep_io_offsets(model, lives, free_begin)) != Status::ok) return status;
    nodes_ = model.node_count();
    for (uint32_t i = 0; i < nodes_; ++i) {
      if ((status = prepare_node(model, i, lives, free_begin)) != Status::ok) return status;
    }
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

  /// For tools: what set-up made of a node, and its kernel's place in the operator list. Only after it was ok.
  const void* node_params(uint32_t index, uint32_t& kernel) const {
    const uint8_t* at = arena_ + records_;
    for (;; --index) {
      const Record* const record = static_cast<const Record*>(static_cast<const void*>(at));
      kernel = record->kernel;
      if (index == 0) return record + 1;
      at += record->bytes;
    }
  }

  /// Bytes of the arena in use after allocate_tensors(): exactly what this model needs on this kind of machine.
  uint32_t arena_used_bytes() const { return used_; }

 private:
  /// Stands before each node's params. bytes: of record and params together.
  struct Record {
    uint16_t kernel;
    uint16_t bytes;
  };
  static_assert(sizeof(TensorLife) == 12 && sizeof(Record) == 4, "what the arena holds has one layout everywhere");

  /// Where each tensor lies: constants in the model, activations as a stored plan says or as the chip plans. A plan
  /// that is trusted needs no lives.
  KVANT_NODISCARD Status place_tensors(Model& model, TensorLife* lives, uint32_t& activations) const {
    const VectorView plan = model.find_memory_plan();
    const bool stored = plan.position != 0;
    Status status = Status::ok;
    bool whole = false;
    if (!KVANT_UNTRUSTED(true) && stored) {
      set_lives(model, lives, 0);
      if ((status = find_data(model, lives)) != Status::ok) return status;
      if ((status = place_as_stored(model, plan, lives, activations, whole)) != Status::ok || whole) return status;
    }
    if ((status = find_lives(model, lives)) != Status::ok) return status;
    if ((status = find_data(model, lives)) != Status::ok) return status;
    uint32_t stored_end = 0;
    if (stored) {
      if ((status = place_as_stored(model, plan, lives, stored_end, whole)) != Status::ok) return status;
      if (KVANT_UNTRUSTED(true)) status = check_overlaps(model, operators_, lives);
      if (status != Status::ok) return status;
    }
    if (!whole) activations = plan_arena(lives, model.tensor_count());
    if (stored_end > activations) activations = stored_end;
    return Status::ok;
  }

  static void set_lives(const Model& model, TensorLife* lives, uint16_t first) {
    for (uint32_t i = 0; i < model.tensor_count(); ++i) {
      const TensorLife life = {0, unknown_type, no_data, first, 0};
      lives[i] = life;
    }
  }

  /// From which step to which each tensor is needed. bytes is 1 for one that is read before any step wrote it.
  KVANT_NODISCARD static Status find_lives(Model& model, TensorLife* lives) {
    set_lives(model, lives, 0xFFFF);
    const uint32_t end = model.node_count();
    touch_all(model, lives, model.inputs(), 0, false);
    for (uint32_t step = 0; step < end; ++step) {
      const TableView node = model.node(step);
      touch_all(model, lives, model.node_inputs(node), step, true);
      touch_all(model, lives, model.node_outputs(node), step, false);
    }
    touch_all(model, lives, model.outputs(), end, true);
    return model.reader().sound() ? Status::ok : Status::truncated_model;
  }

  /// Lengthens the lives of these tensors to include a step that reads or writes them.
  static void touch_all(Model& model, TensorLife* lives, VectorView operands, uint32_t step, bool reads) {
    const uint32_t count = model.reader().count(operands);
    for (uint32_t i = 0; i < count; ++i) {
      const uint32_t tensor = model.reader().u32(operands.position + 4 * i);
      if (tensor == no_tensor) continue;
      if (KVANT_UNTRUSTED(tensor >= model.tensor_count())) return model.reader().fail();
      TensorLife& life = lives[tensor];
      if (life.first == 0xFFFF) {
        life.first = static_cast<uint16_t>(step);
        life.bytes = reads ? 1 : 0;
      }
      life.last = static_cast<uint16_t>(step);
    }
  }

  /// Where the constants are, and how many bytes of the arena the others need.
  KVANT_NODISCARD static Status find_data(Model& model, TensorLife* lives) {
    for (uint32_t i = 0; i < model.tensor_count(); ++i) {
      TensorLife& life = lives[i];
      if (life.first == 0xFFFF) continue;
      TensorFacts facts;
      const bool well_formed = model.read_tensor(i, facts);
      const bool constant = facts.data.position != 0;
      if (KVANT_UNTRUSTED(!well_formed || (!constant && life.bytes != 0))) {
        return model.reader().sound() ? Status::invalid_model : Status::truncated_model;
      }
      const uint32_t type = size_of(facts.type) == 0 ? unknown_type : static_cast<uint32_t>(facts.type);
      const TensorLife known = {facts.bytes & max_bytes, type & 15u,
                                constant ? facts.data.position | in_model : no_data, life.first, life.last};
      life = known;
    }
    return model.reader().sound() ? Status::ok : Status::truncated_model;
  }

  KVANT_NODISCARD Status keep_io_offsets(const Model& model, const TensorLife* lives, uint32_t& free_begin) {
    const uint32_t count = model.input_count() + model.output_count();
    if (free_begin > arena_bytes_ || count > (arena_bytes_ - free_begin) / 4) return Status::arena_too_small;
    uint32_t* const offsets = static_cast<uint32_t*>(static_cast<void*>(arena_ + free_begin));
    for (uint32_t i = 0; i < count; ++i) {
      const bool is_input = i < model.input_count();
      const uint32_t tensor = is_input ? model.input(i) : model.output(i - model.input_count());
      if (KVANT_UNTRUSTED((lives[tensor].data & in_model) != 0)) return Status::invalid_model;  // a constant, or empty
      offsets[i] = lives[tensor].data;
    }
    free_begin += 4 * count;
    records_ = free_begin;
    return Status::ok;
  }

  KVANT_NODISCARD Status prepare_node(Model& model, uint32_t index, const TensorLife* lives, uint32_t& free_begin) {
    const TableView table = model.node(index);
    const int32_t code = model.builtin_code(table);
    Status result = Status::unsupported_operator;
    for (uint32_t k = 0; k < operators_.count; ++k) {
      const Operator& candidate = operators_.operators[k];
      if (candidate.code != code) continue;
      const uint32_t bytes = static_cast<uint32_t>(sizeof(Record)) + align_up(candidate.params_bytes, 4);
      if (free_begin > arena_bytes_ || bytes > arena_bytes_ - free_begin) return Status::arena_too_small;
      NodeView node(model, table, lives, arena_, free_begin + bytes, arena_bytes_);
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
    return model.reader().sound() ? result : Status::truncated_model;
  }

  uint32_t io_count(bool inputs) const {
    Model model(data_, data_bytes_);
    if (model.open() != Status::ok) return 0;
    return inputs ? model.input_count() : model.output_count();
  }

  KVANT_NODISCARD Status io(uint32_t index, bool is_input, TensorView& view) const {
    if (used_ == 0) return Status::not_allocated;
    Model model(data_, data_bytes_);
    Status status = model.open();
    if (status != Status::ok) return status;
    if (index >= (is_input ? model.input_count() : model.output_count())) return Status::invalid_model;
    const uint32_t slot = is_input ? index : model.input_count() + index;
    const uint32_t io_begin = records_ - 4 * (model.input_count() + model.output_count());
    const uint32_t tensor = is_input ? model.input(index) : model.output(index);
    if (!model.read_tensor(tensor, view.facts)) return Status::invalid_model;
    const uint32_t* const offsets = static_cast<const uint32_t*>(static_cast<const void*>(arena_ + io_begin));
    view.data = arena_ + offsets[slot];
    const QuantizationFacts quantization = model.quantization(tensor);
    const FlatbufferReader& reader = model.reader();
    view.scale_bits = reader.count(quantization.scales) == 0 ? 0 : reader.u32(quantization.scales.position);
    view.zero_point = reader.count(quantization.zero_points) == 0
                          ? 0
                          : static_cast<int32_t>(reader.u32(quantization.zero_points.position));
    return reader.sound() ? Status::ok : Status::truncated_model;
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
