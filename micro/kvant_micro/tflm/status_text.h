// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Sentences for what a Status says, and the names by which firmware adds operators.
#pragma once

#include <kvant_micro/core/status.h>
#include <kvant_micro/tflm/kernel_counts.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

inline const char* status_text(Status status) {
  switch (status) {
    case Status::ok:
      return "ok";
    case Status::truncated_model:
      return "the model is cut off or damaged";
    case Status::not_a_tflite_model:
      return "these bytes are not a .tflite model";
    case Status::unsupported_version:
      return "the model's schema version is not 3";
    case Status::misaligned_model:
      return "the model must be aligned to 16 bytes";
    case Status::misaligned_arena:
      return "the arena is misaligned";
    case Status::arena_too_small:
      return "the arena is too small";
    case Status::invalid_model:
      return "the model contradicts itself";
    case Status::unsupported_operator:
      return "an operator is of a kind that has no kernel";
    case Status::unsupported_types:
      return "an operator has no kernel for its tensors' types";
    case Status::unsupported_shape:
      return "a tensor is too large";
    case Status::invalid_quantization:
      return "a scale or zero point is missing or out of range";
    case Status::not_allocated:
      return "AllocateTensors() has not succeeded";
    case Status::other_interface:
      return "the model's inputs or outputs are others";
    case Status::invalid_memory_plan:
      return "the model's memory plan is wrong";
  }
  return "unknown";
}

/// "AddFullyConnected" for 9; null for a builtin code that no kernel is for.
inline const char* add_name_of(int32_t builtin_code) {
  switch (builtin_code) {
#define KVANT_OPERATOR(name, code, add_name) \
  case code:                                 \
    return #add_name;
#include <kvant_micro/kernels/operators.def>
    default:
      return nullptr;
  }
}

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
