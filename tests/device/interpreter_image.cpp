// SPDX-License-Identifier: Apache-2.0
// The chip's interpreter on a board: all 256 input codes, and what set-up and one inference cost.
#include "measure.h"

#include <kvant_micro/interpreter.h>
#include <kvant_micro/operators.h>

extern "C" const unsigned char model[];
extern "C" const unsigned model_size;

namespace {

alignas(16) uint8_t arena[1024];

}  // namespace

int main() {
  static constexpr kvant_micro::Operator operators[] = {kvant_micro::fully_connected_FullyConnectedInt8()};
  kvant_micro::Interpreter interpreter(model, model_size, {operators, 1}, arena, sizeof arena);
  device_start_counting();
  const Cost set_up = measure([&] { return interpreter.allocate_tensors() == kvant_micro::Status::ok; });
  print_number("set-up instructions", set_up.instructions);
  print_number("set-up stack", set_up.stack);
  if (!set_up.good) return print_text("set-up failed\n"), 1;
  print_number("arena", interpreter.arena_used_bytes());
  print_number("interpreter object", sizeof interpreter);
  kvant_micro::TensorView input, output;
  if (interpreter.input(0, input) != kvant_micro::Status::ok) return 1;
  if (interpreter.output(0, output) != kvant_micro::Status::ok) return 1;
  Cost invoke = {0, 0, true};
  for (int code = -128; code <= 127; ++code) {
    *static_cast<int8_t*>(input.data) = static_cast<int8_t>(code);
    const Cost one = measure([&] { return interpreter.invoke() == kvant_micro::Status::ok; });
    if (one.instructions > invoke.instructions) invoke.instructions = one.instructions;
    if (one.stack > invoke.stack) invoke.stack = one.stack;
    print_byte(*static_cast<int8_t*>(output.data));
  }
  print_text("\n");
  print_number("invoke instructions", invoke.instructions);
  print_number("invoke stack", invoke.stack);
  return 0;
}
