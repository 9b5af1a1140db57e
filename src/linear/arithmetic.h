// SPDX-License-Identifier: Apache-2.0
// The arithmetics of float products and sums, and the scope that chooses one (docs/numerics.md).
#pragma once

#include <cstdint>

namespace kvant::linear {

enum class Arithmetic : std::uint8_t {
  portable,  ///< products and sums rounded separately, in one order: the same bits on every machine
  fused,     ///< the same order, each multiply-add of products and convolutions rounded once: on every machine, too
  fast       ///< multiply-adds rounded once where the processor has them: the same bits for an instruction set
};

/// What this thread's calls of linear/ compute with: portable, unless a scope chose otherwise.
Arithmetic arithmetic();

/// While it lives, calls from this thread, and the workers that it puts to work (threads.h), use this arithmetic.
/// Scopes of one thread must end in the reverse order of their beginnings.
class ArithmeticScope {
 public:
  explicit ArithmeticScope(Arithmetic chosen);
  ~ArithmeticScope();
  ArithmeticScope(const ArithmeticScope&) = delete;
  ArithmeticScope& operator=(const ArithmeticScope&) = delete;

 private:
  Arithmetic before_;
};

}  // namespace kvant::linear
