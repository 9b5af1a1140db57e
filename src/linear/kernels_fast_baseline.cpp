// SPDX-License-Identifier: Apache-2.0
// The kernels for baseline in fast arithmetic.
#include "linear/kernels.h"

#define KVANT_LINEAR_TABLE fast_baseline_kernels
#define KVANT_LINEAR_NAME "baseline"
#define KVANT_LINEAR_WIDTH 4
#include "linear/kernels.inc.h"
