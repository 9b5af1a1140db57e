// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The schema version of the .tflite files that are read.
#pragma once

#define TFLITE_SCHEMA_VERSION (3)
