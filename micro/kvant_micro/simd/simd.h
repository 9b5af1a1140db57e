// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The primitives of this processor. KVANT_SIMD_GENERIC takes the plain ones everywhere.
#pragma once

#include <kvant_micro/core/constant.h>
#include <kvant_micro/core/fixed_point.h>

#if defined(__ARM_FEATURE_DSP) && defined(__thumb2__) && !defined(KVANT_SIMD_GENERIC)
#include <kvant_micro/simd/cortex_m_dsp.h>
#else
#include <kvant_micro/simd/generic.h>
#endif
