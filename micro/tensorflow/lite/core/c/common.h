// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The path by which newer firmware includes tensorflow/lite/c/common.h.
#pragma once

#include <tensorflow/lite/c/common.h>
