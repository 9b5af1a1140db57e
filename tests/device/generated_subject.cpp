// SPDX-License-Identifier: Apache-2.0
// A model as the C++ that kvant exports under the name "net".
#include "net.h"
#include "subject.h"

namespace {

int8_t input[net_INPUT_SIZE];
int8_t output[net_OUTPUT_SIZE];
alignas(net_ARENA_ALIGNMENT) uint8_t arena[net_ARENA_BYTES];

}  // namespace

bool subject_set_up() { return true; }
bool subject_infer() {
  net_invoke(input, output, arena);
  return true;
}
int8_t* subject_input() { return input; }
const int8_t* subject_output() { return output; }
uint32_t subject_operator_bytes() { return 0; }
bool subject_needs_its_memory() { return true; }
