// SPDX-License-Identifier: Apache-2.0
// The kernels for avx2 in fast arithmetic.
#include "linear/kernels.h"

#define KVANT_LINEAR_TABLE fast_avx2_kernels
#define KVANT_LINEAR_NAME "avx2"
#define KVANT_LINEAR_WIDTH 8
#include "linear/kernels.inc.h"
