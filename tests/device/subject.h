// SPDX-License-Identifier: Apache-2.0
// What is measured on a board: a model in one of its forms, and the inputs it is asked.
#pragma once

#include <stdint.h>

/// Made by the test from the model: case_count inputs, one after another, as the bytes of the input's type.
extern "C" const int8_t cases[];
extern "C" const uint32_t case_count, case_input_bytes, case_output_bytes;

/// True when it is ready for inferences. A form without a set-up has nothing to do.
bool subject_set_up();

/// One inference, from subject_input() to subject_output(). False when it failed.
bool subject_infer();

int8_t* subject_input();
const int8_t* subject_output();

/// Bytes of the operator list, which firmware may keep in flash or in RAM.
uint32_t subject_operator_bytes();

/// False when it set itself up with one byte less than it needs.
bool subject_needs_its_memory();
