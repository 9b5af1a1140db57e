// SPDX-License-Identifier: Apache-2.0
// The same model at 16 addresses: each works or says that it is misaligned, and no load faults.
#include "model_bytes.h"
#include "print_facts.h"
#include "subject.h"

#include <kvant_micro/interpreter.h>
#include <kvant_micro/operators.h>

namespace {

using kvant_micro::Status;

constexpr kvant_micro::Operator operators[] = {DEVICE_KERNELS};
alignas(16) uint8_t arena[DEVICE_ARENA_BYTES];
alignas(16) uint8_t place[DEVICE_MODEL_BYTES + 15];
enum : uint32_t { compared_cases = 32 };
int8_t aligned_answers[compared_cases];

/// The answers from here; the first byte of each output.
Status run(const uint8_t* bytes, int8_t* answers) {
  kvant_micro::Interpreter interpreter(bytes, DEVICE_MODEL_BYTES, {operators, sizeof operators / sizeof operators[0]},
                                       arena, sizeof arena);
  Status status = interpreter.allocate_tensors();
  kvant_micro::TensorView input, output;
  if (status == Status::ok) status = interpreter.input(0, input);
  if (status == Status::ok) status = interpreter.output(0, output);
  for (uint32_t i = 0; i < compared_cases && status == Status::ok; ++i) {
    int8_t* const codes = static_cast<int8_t*>(input.data);
    for (uint32_t b = 0; b < case_input_bytes; ++b) codes[b] = cases[i * case_input_bytes + b];
    status = interpreter.invoke();
    answers[i] = *static_cast<const int8_t*>(output.data);
  }
  return status;
}

}  // namespace

int main() {
  if (run(model, aligned_answers) != Status::ok) return print_text("set-up failed\n"), 1;
  for (uint32_t offset = 0; offset < 16; ++offset) {
    for (uint32_t i = 0; i < DEVICE_MODEL_BYTES; ++i) place[offset + i] = model[i];
    int8_t answers[compared_cases];
    const Status status = run(place + offset, answers);
    bool equal = status == Status::ok;
    for (uint32_t i = 0; i < compared_cases && equal; ++i) equal = answers[i] == aligned_answers[i];
    if (status == Status::misaligned_model) {
      print_text("misaligned\n");
    } else {
      print_text(equal ? "equal\n" : "wrong\n");
    }
  }
  return 0;
}
