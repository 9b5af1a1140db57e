// SPDX-License-Identifier: Apache-2.0
// A .tflite in flash with the chip's interpreter, in an arena of exactly the size that the desk names.
#include "model_bytes.h"
#include "subject.h"

#include <kvant_micro/interpreter.h>
#include <kvant_micro/operators.h>

namespace {

using kvant_micro::Status;

constexpr kvant_micro::Operator operators[] = {kvant_micro::fully_connected_FullyConnectedInt8()};
alignas(16) uint8_t arena[DEVICE_ARENA_BYTES];

/// An interpreter that no code runs for before main().
union Place {
  constexpr Place() : empty(0) {}
  char empty;
  kvant_micro::Interpreter interpreter;
} place;

bool set_up(uint32_t arena_bytes, Status expected) {
  place.interpreter = kvant_micro::Interpreter(model, model_size, {operators, 1}, arena, arena_bytes);
  return place.interpreter.allocate_tensors() == expected;
}

}  // namespace

bool subject_set_up() { return set_up(sizeof arena, Status::ok); }
bool subject_infer() { return place.interpreter.invoke() == Status::ok; }
int8_t* subject_input() {
  kvant_micro::TensorView view;
  return place.interpreter.input(0, view) == Status::ok ? static_cast<int8_t*>(view.data) : nullptr;
}
const int8_t* subject_output() {
  kvant_micro::TensorView view;
  return place.interpreter.output(0, view) == Status::ok ? static_cast<int8_t*>(view.data) : nullptr;
}
uint32_t subject_operator_bytes() { return sizeof operators; }
bool subject_needs_its_memory() { return set_up(sizeof arena - 1, Status::arena_too_small); }
