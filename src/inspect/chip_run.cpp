// SPDX-License-Identifier: Apache-2.0
// Finding the arena of a model.
#include "inspect/chip_run.h"

namespace kvant::inspect {

kvant_micro::Status ChipRun::allocate() {
  constexpr std::size_t first_size = 4096;
  constexpr std::size_t last_size = std::size_t{1} << 30;
  kvant_micro::Status status = kvant_micro::Status::arena_too_small;
  for (std::size_t size = first_size; size <= last_size && status == kvant_micro::Status::arena_too_small; size *= 2) {
    arena_.assign(size / sizeof(Block), Block{});
    auto interpreter = std::make_unique<kvant_micro::Interpreter>(
        model_.data(), static_cast<std::uint32_t>(model_.size()), kvant_micro::all_operators(), arena_.data(),
        static_cast<std::uint32_t>(size));
    status = interpreter->allocate_tensors();
    if (status == kvant_micro::Status::ok) interpreter_ = std::move(interpreter);
  }
  return status;
}

}  // namespace kvant::inspect
