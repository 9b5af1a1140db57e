// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The checks of TensorFlow Lite Micro that firmware uses: what does not hold stops the processor.
#pragma once

#ifndef TFLITE_ABORT
#define TFLITE_ABORT __builtin_trap()
#endif

#define TFLITE_CHECK(condition) ((condition) ? static_cast<void>(0) : static_cast<void>(TFLITE_ABORT))
#define TFLITE_CHECK_EQ(a, b) TFLITE_CHECK((a) == (b))
#define TFLITE_CHECK_NE(a, b) TFLITE_CHECK((a) != (b))
#define TFLITE_CHECK_LT(a, b) TFLITE_CHECK((a) < (b))
#define TFLITE_CHECK_LE(a, b) TFLITE_CHECK((a) <= (b))
#define TFLITE_CHECK_GT(a, b) TFLITE_CHECK((a) > (b))
#define TFLITE_CHECK_GE(a, b) TFLITE_CHECK((a) >= (b))

#ifdef NDEBUG
#define TFLITE_DCHECK(condition) static_cast<void>(false ? TFLITE_CHECK(condition) : static_cast<void>(0))
#else
#define TFLITE_DCHECK(condition) TFLITE_CHECK(condition)
#endif
#define TFLITE_DCHECK_EQ(a, b) TFLITE_DCHECK((a) == (b))
#define TFLITE_DCHECK_NE(a, b) TFLITE_DCHECK((a) != (b))
#define TFLITE_DCHECK_LT(a, b) TFLITE_DCHECK((a) < (b))
#define TFLITE_DCHECK_LE(a, b) TFLITE_DCHECK((a) <= (b))
#define TFLITE_DCHECK_GT(a, b) TFLITE_DCHECK((a) > (b))
#define TFLITE_DCHECK_GE(a, b) TFLITE_DCHECK((a) >= (b))
