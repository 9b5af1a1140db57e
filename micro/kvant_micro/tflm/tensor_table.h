// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The inputs and outputs as TfLiteTensors, in what an interpreter leaves free of its arena.
//
//   [the interpreter's own][TfLiteTensor for each input, output][quantisation, its zero points] for each quantised one
//
// Shapes and scales are not copied: in the model they lie as TfLiteIntArray and TfLiteFloatArray do.
#pragma once

#include <kvant_micro/interpreter.h>
#include <tensorflow/lite/c/common.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

static_assert(sizeof(int) == 4, "a shape in the model is read as a TfLiteIntArray");

class TensorTable {
 public:
  /// [begin, end): free bytes of the arena.
  TensorTable(const void* data, uint32_t data_bytes, uint8_t* begin, uint8_t* end)
      : model_(data, data_bytes), next_(begin), end_(end) {}

  /// Describes all inputs, then all outputs. tensors: the first of them.
  KVANT_NODISCARD Status build(const Interpreter& interpreter, TfLiteTensor*& tensors) {
    Status status = model_.open();
    if (status != Status::ok) return status;
    const uint32_t inputs = model_.input_count();
    const uint32_t count = inputs + model_.output_count();
    TfLiteTensor* const first = allocate<TfLiteTensor>(count, 0);
    if (first == nullptr) return Status::arena_too_small;
    for (uint32_t i = 0; i < count; ++i) {
      const bool is_input = i < inputs;
      const uint32_t index = is_input ? i : i - inputs;
      TensorView view;
      status = is_input ? interpreter.input(index, view) : interpreter.output(index, view);
      if (status == Status::ok)
        status = describe(is_input ? model_.input(index) : model_.output(index), view, first[i]);
      if (status != Status::ok) return status;
    }
    tensors = first;
    return model_.reader().sound() ? Status::ok : Status::truncated_model;
  }

  /// Behind the table.
  uint8_t* next() const { return next_; }

 private:
  /// count records and then some bytes, zeroed; null when there is no room.
  template <class Record>
  Record* allocate(uint32_t count, uint32_t bytes) {
    const uintptr_t padding = (0 - reinterpret_cast<uintptr_t>(next_)) & (alignof(Record) - 1);
    const uintptr_t room = static_cast<uintptr_t>(end_ - next_);
    if (room < padding || bytes > room - padding || count > (room - padding - bytes) / sizeof(Record)) return nullptr;
    uint8_t* const begin = next_ + padding;
    next_ = begin + count * sizeof(Record) + bytes;
    for (uint8_t* at = begin; at != next_; ++at) *at = 0;
    return static_cast<Record*>(static_cast<void*>(begin));
  }

  /// A vector of 32-bit numbers, as the API has it: its count stands before it.
  template <class Array>
  Array* array(VectorView vector, Status& status) {
    const uint8_t* const begin = model_.reader().data() + vector.position - 4;
    if ((reinterpret_cast<uintptr_t>(begin) & (alignof(Array) - 1)) != 0) status = Status::misaligned_model;
    return static_cast<Array*>(const_cast<void*>(static_cast<const void*>(begin)));
  }

  Status describe(uint32_t index, const TensorView& view, TfLiteTensor& tensor) {
    Status status = Status::ok;
    const uint32_t type = static_cast<uint32_t>(view.facts.type);
    tensor.type = type == 0                       ? kTfLiteFloat32
                  : size_of(view.facts.type) != 0 ? static_cast<TfLiteType>(type)
                                                  : kTfLiteNoType;
    tensor.data.data = view.data;
    tensor.bytes = view.facts.bytes;
    tensor.allocation_type = kTfLiteArenaRw;
    tensor.dims = view.facts.shape.position != 0 ? array<TfLiteIntArray>(view.facts.shape, status) : no_dims();
    if (tensor.dims == nullptr) return Status::arena_too_small;
    const QuantizationFacts& facts = model_.quantization(index);
    const uint32_t scales = model_.reader().count(facts.scales);
    if (scales == 0 || status != Status::ok) return status;
    if (scales > max_bytes / 4) return Status::arena_too_small;
    TfLiteAffineQuantization* const affine = allocate<TfLiteAffineQuantization>(1, 4 + 4 * scales);
    if (affine == nullptr) return Status::arena_too_small;
    affine->scale = array<TfLiteFloatArray>(facts.scales, status);
    affine->zero_point = static_cast<TfLiteIntArray*>(static_cast<void*>(affine + 1));
    affine->zero_point->size = static_cast<int>(scales);
    // 64-bit numbers in the model.
    const uint32_t zero_points = model_.reader().count(facts.zero_points);
    for (uint32_t i = 0; i < scales && i < zero_points; ++i) {
      affine->zero_point->data[i] = static_cast<int>(model_.reader().u32(facts.zero_points.position + 8 * i));
    }
    affine->quantized_dimension = model_.axis(facts);
    tensor.quantization.type = kTfLiteAffineQuantization;
    tensor.quantization.params = affine;
    __builtin_memcpy(&tensor.params.scale, &view.scale_bits, sizeof(float));
    tensor.params.zero_point = view.zero_point;
    return status;
  }

  TfLiteIntArray* no_dims() { return allocate<TfLiteIntArray>(1, 0); }

  Model model_;
  uint8_t* next_;
  uint8_t* const end_;
};

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
