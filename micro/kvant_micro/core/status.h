// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The answer of every set-up function on the chip.
#pragma once

#include <kvant_micro/core/target.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

/// Values are stable: firmware may log the number. The desk has a sentence for each (src/inspect).
enum class Status : uint8_t {
  ok = 0,
  truncated_model = 1,        ///< an offset or a length leads outside the bytes
  not_a_tflite_model = 2,     ///< the identifier "TFL3" is missing
  unsupported_version = 3,    ///< schema version other than 3
  misaligned_model = 4,       ///< a constant lies where this processor cannot load it: align the model to 16 bytes
  misaligned_arena = 5,       ///< the arena must be aligned to arena_alignment bytes
  arena_too_small = 6,        ///< NAME_ARENA_BYTES of an export is enough
  invalid_model = 7,          ///< an index, type, shape or quantisation contradicts the format
  unsupported_operator = 8,   ///< the operator is not in the list given to the interpreter
  unsupported_types = 9,      ///< no kernel of this operator takes these tensor types
  unsupported_shape = 10,     ///< sizes beyond what the kernels address
  invalid_quantization = 11,  ///< a scale or zero point is missing, not finite or out of range
  not_allocated = 12,         ///< invoke() or a tensor was asked for before allocate_tensors() succeeded
  other_interface = 13,       ///< accept_model(): the inputs or outputs are not those that firmware was compiled for
  invalid_memory_plan = 14    ///< the plan in the model's metadata does not fit the model, or lets tensors overlap
};

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
