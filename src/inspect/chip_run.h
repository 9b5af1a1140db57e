// SPDX-License-Identifier: Apache-2.0
// The chip's interpreter on the desk, with an arena that is found by trying and then measured exactly.
#pragma once

#include <kvant_micro/all_operators.h>
#include <kvant_micro/interpreter.h>

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace kvant::inspect {

/// Owns the arena, not the model's bytes.
class ChipRun {
 public:
  explicit ChipRun(std::span<const std::byte> model) : model_(model) {}

  /// Doubles the arena until the model fits or 1 GiB is not enough.
  kvant_micro::Status allocate();

  /// Null before allocate() was ok.
  kvant_micro::Interpreter* interpreter() { return interpreter_.get(); }
  const kvant_micro::Interpreter* interpreter() const { return interpreter_.get(); }

  /// What set-up left there.
  std::span<const std::byte> arena() const { return std::as_bytes(std::span(arena_)); }

  /// Exactly what the model needs, here and on 32-bit targets: the arena holds offsets, never pointers.
  std::size_t arena_bytes() const { return interpreter_ ? interpreter_->arena_used_bytes() : 0; }

 private:
  struct alignas(kvant_micro::arena_alignment) Block {
    std::byte bytes[kvant_micro::arena_alignment];
  };
  std::span<const std::byte> model_;
  std::vector<Block> arena_;
  std::unique_ptr<kvant_micro::Interpreter> interpreter_;
};

}  // namespace kvant::inspect
