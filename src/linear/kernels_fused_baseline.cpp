// SPDX-License-Identifier: Apache-2.0
// The kernels for baseline in fused arithmetic.
#include "linear/kernels.h"

#define KVANT_LINEAR_TABLE fused_baseline_kernels
#define KVANT_LINEAR_NAME "baseline"
#define KVANT_LINEAR_WIDTH 4
#define KVANT_LINEAR_FUSED
#include "linear/kernels.inc.h"
