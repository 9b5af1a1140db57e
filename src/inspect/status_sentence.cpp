// SPDX-License-Identifier: Apache-2.0
// One sentence for each status.
#include "inspect/status_sentence.h"

namespace kvant::inspect {

std::string sentence_of(kvant_micro::Status status) {
  using kvant_micro::Status;
  switch (status) {
    case Status::ok:
      return "ok";
    case Status::truncated_model:
      return "is truncated or damaged: an offset leads outside the bytes";
    case Status::not_a_tflite_model:
      return "is not a .tflite file: the identifier TFL3 is missing";
    case Status::unsupported_version:
      return "must have schema version 3";
    case Status::misaligned_model:
      return "has a constant that this processor cannot load where it lies; align it to 16 bytes";
    case Status::misaligned_arena:
      return "needs an arena aligned to 16 bytes";
    case Status::arena_too_small:
      return "needs a larger arena";
    case Status::invalid_model:
      return "contradicts itself: an index, a type or a shape does not fit";
    case Status::unsupported_operator:
      return "uses an operator that the interpreter was not given";
    case Status::unsupported_types:
      return "uses tensor types that no kernel takes";
    case Status::unsupported_shape:
      return "has sizes beyond what the kernels address";
    case Status::invalid_quantization:
      return "has a scale or zero point that is missing or out of range";
    case Status::not_allocated:
      return "was not set up: allocate_tensors() comes first";
    case Status::other_interface:
      return "has other inputs or outputs than expected";
    case Status::invalid_memory_plan:
      return "brings a memory plan (OfflineMemoryAllocation) that does not fit it, or that lets living tensors overlap";
  }
  return "has an unknown status";
}

}  // namespace kvant::inspect
