// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The path by which newer firmware includes micro_error_reporter.h.
#pragma once

#include <tensorflow/lite/micro/micro_error_reporter.h>
