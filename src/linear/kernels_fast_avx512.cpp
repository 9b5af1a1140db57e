// SPDX-License-Identifier: Apache-2.0
// The kernels for avx512 in fast arithmetic.
#include "linear/kernels.h"

#define KVANT_LINEAR_TABLE fast_avx512_kernels
#define KVANT_LINEAR_NAME "avx512"
#define KVANT_LINEAR_WIDTH 16
#include "linear/kernels.inc.h"
