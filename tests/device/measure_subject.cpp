// SPDX-License-Identifier: Apache-2.0
// The program of every measured image: all outputs of the subject, and what set-up and one inference cost.
#include "measure.h"
#include "print_facts.h"
#include "subject.h"

int main() {
  if (!subject_needs_its_memory()) return print_text("one byte less was enough\n"), 1;
  const Cost set_up = measure(subject_set_up);
  if (!set_up.good) return print_text("set-up failed\n"), 1;
  print_text("outputs ");
  Cost infer = {0, 0, true};
  for (uint32_t i = 0; i < case_count; ++i) {
    for (uint32_t b = 0; b < case_input_bytes; ++b) subject_input()[b] = cases[i * case_input_bytes + b];
    const Cost one = measure(subject_infer);
    if (!one.good) return print_text("inference failed\n"), 1;
    if (one.ticks > infer.ticks) infer.ticks = one.ticks;
    if (one.stack > infer.stack) infer.stack = one.stack;
    for (uint32_t b = 0; b < case_output_bytes; ++b) print_byte(subject_output()[b]);
  }
  print_text("\n");
  print_number("setup_ticks", set_up.ticks);
  print_number("setup_stack", set_up.stack);
  print_number("infer_ticks", infer.ticks);
  print_number("infer_stack", infer.stack);
  print_number("operator_bytes", subject_operator_bytes());
  return 0;
}
