// SPDX-License-Identifier: Apache-2.0
// A .tflite in flash with the chip's interpreter, in an arena of exactly the size that the desk names.
#include "model_bytes.h"
#include "subject.h"

#include <kvant_micro/interpreter.h>
#include <kvant_micro/operators.h>

/// Where an object is made. Some of these compilers have no <new>.
struct Place {
  void* address;
};
inline void* operator new(size_t, Place place) { return place.address; }

namespace {

using kvant_micro::Status;

constexpr kvant_micro::Operator operators[] = {DEVICE_KERNELS};
alignas(16) uint8_t arena[DEVICE_ARENA_BYTES];

alignas(kvant_micro::Interpreter) uint8_t place[sizeof(kvant_micro::Interpreter)];
kvant_micro::Interpreter& interpreter = *static_cast<kvant_micro::Interpreter*>(static_cast<void*>(place));

bool set_up(uint32_t arena_bytes, Status expected) {
  new (Place{place}) kvant_micro::Interpreter(model, model_size, {operators, sizeof operators / sizeof operators[0]},
                                              arena, arena_bytes);
  return interpreter.allocate_tensors() == expected;
}

}  // namespace

bool subject_set_up() { return set_up(sizeof arena, Status::ok); }
bool subject_infer() { return interpreter.invoke() == Status::ok; }
int8_t* subject_input() {
  kvant_micro::TensorView view;
  return interpreter.input(0, view) == Status::ok ? static_cast<int8_t*>(view.data) : nullptr;
}
const int8_t* subject_output() {
  kvant_micro::TensorView view;
  return interpreter.output(0, view) == Status::ok ? static_cast<int8_t*>(view.data) : nullptr;
}
uint32_t subject_operator_bytes() { return sizeof operators; }
bool subject_needs_its_memory() { return set_up(sizeof arena - 1, Status::arena_too_small); }
