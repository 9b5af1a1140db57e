// SPDX-License-Identifier: Apache-2.0
// Each thread's arithmetic.
#include "linear/arithmetic.h"

namespace kvant::linear {
namespace {

thread_local Arithmetic current = Arithmetic::portable;

}  // namespace

Arithmetic arithmetic() { return current; }

ArithmeticScope::ArithmeticScope(Arithmetic chosen) : before_(current) { current = chosen; }
ArithmeticScope::~ArithmeticScope() { current = before_; }

}  // namespace kvant::linear
