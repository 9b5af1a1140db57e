// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Whether a model that arrived later may take the place of the one that firmware was written for.
#pragma once

#include <kvant_micro/interpreter.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

/// What firmware was compiled against of one input or output.
struct ExpectedTensor {
  TensorType type;
  uint32_t bytes;
  uint32_t scale_bits;  ///< float32 bits; 0 when not quantised
  int32_t zero_point;
};

namespace accept_model_detail {
inline bool equal(const TensorView& view, const ExpectedTensor& expected) {
  return view.facts.type == expected.type && view.facts.bytes == expected.bytes &&
         view.scale_bits == expected.scale_bits && view.zero_point == expected.zero_point;
}
}  // namespace accept_model_detail

/// ok when the model is whole, uses no other operators, fits the arena, and has these inputs and then these outputs;
/// other_interface when it has others. The arena is scratch memory, aligned to 16.
KVANT_NODISCARD inline Status accept_model(const void* model, uint32_t model_bytes, const OperatorList& operators,
                                           const ExpectedTensor* tensors, uint32_t inputs, uint32_t outputs,
                                           void* arena, uint32_t arena_bytes) {
  Interpreter interpreter(model, model_bytes, operators, arena, arena_bytes);
  Status status = interpreter.allocate_tensors();
  if (status != Status::ok) return status;
  if (interpreter.input_count() != inputs || interpreter.output_count() != outputs) return Status::other_interface;
  for (uint32_t i = 0; i < inputs + outputs; ++i) {
    TensorView view;
    status = i < inputs ? interpreter.input(i, view) : interpreter.output(i - inputs, view);
    if (status != Status::ok) return status;
    if (!accept_model_detail::equal(view, tensors[i])) return Status::other_interface;
  }
  return Status::ok;
}

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
