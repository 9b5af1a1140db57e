// SPDX-License-Identifier: Apache-2.0
// A model as the C++ that kvant exports under the name "net".
#include "net.h"
#include "subject.h"

namespace {

// The types of net_invoke's numbers.
template <class Input, class Output>
Input input_type(void (*)(const Input*, Output*, uint8_t*));
template <class Input, class Output>
Output output_type(void (*)(const Input*, Output*, uint8_t*));

decltype(input_type(net_invoke)) input[net_INPUT_SIZE];
decltype(output_type(net_invoke)) output[net_OUTPUT_SIZE];
alignas(net_ARENA_ALIGNMENT) uint8_t arena[net_ARENA_BYTES];

}  // namespace

bool subject_set_up() { return true; }
bool subject_infer() {
  net_invoke(input, output, arena);
  return true;
}
int8_t* subject_input() { return static_cast<int8_t*>(static_cast<void*>(input)); }
const int8_t* subject_output() { return static_cast<const int8_t*>(static_cast<const void*>(output)); }
uint32_t subject_operator_bytes() { return 0; }
bool subject_needs_its_memory() { return true; }
