// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The tensor of TensorFlow Lite's C API, and its macros that check. Names and layouts are TensorFlow's.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <tensorflow/lite/c/c_api_types.h>

/// size numbers. Shapes and scales lie in the model just so, and are read where they lie.
typedef struct TfLiteIntArray {
  int size;
  int data[];
} TfLiteIntArray;
typedef struct TfLiteFloatArray {
  int size;
  float data[];
} TfLiteFloatArray;

/// The kind of quantisation that TfLiteQuantization::params points to.
typedef enum TfLiteQuantizationType { kTfLiteNoQuantization = 0, kTfLiteAffineQuantization = 1 } TfLiteQuantizationType;

typedef struct TfLiteQuantization {
  TfLiteQuantizationType type;
  void* params;  ///< a TfLiteAffineQuantization, or null
} TfLiteQuantization;

/// Scales and zero points: one of each, or one for each slice along quantized_dimension.
typedef struct TfLiteAffineQuantization {
  TfLiteFloatArray* scale;
  TfLiteIntArray* zero_point;
  int32_t quantized_dimension;
} TfLiteAffineQuantization;

/// A tensor's elements, by their type.
typedef union TfLitePtrUnion {
  int32_t* i32;
  uint32_t* u32;
  int64_t* i64;
  uint64_t* u64;
  float* f;
  double* f64;
  char* raw;
  const char* raw_const;
  uint8_t* uint8;
  bool* b;
  int16_t* i16;
  uint16_t* ui16;
  int8_t* int8;
  void* data;
} TfLitePtrUnion;

typedef enum TfLiteAllocationType {
  kTfLiteMemNone = 0,
  kTfLiteMmapRo,   ///< a constant, in the model
  kTfLiteArenaRw,  ///< in the arena: inputs and outputs are
  kTfLiteArenaRwPersistent,
  kTfLiteDynamic,
  kTfLitePersistentRo,
  kTfLiteCustom
} TfLiteAllocationType;

/// An input or output.
typedef struct TfLiteTensor {
  TfLiteQuantization quantization;  ///< all scales and zero points
  TfLiteQuantizationParams params;  ///< the first of each
  TfLitePtrUnion data;              ///< bytes bytes in the arena
  TfLiteIntArray* dims;             ///< the shape, outermost length first; in the model: read only
  size_t bytes;
  TfLiteType type;
  TfLiteAllocationType allocation_type;
  bool is_variable;
} TfLiteTensor;

/// "INT8" and the like.
inline const char* TfLiteTypeGetName(TfLiteType type) {
  switch (type) {
    case kTfLiteNoType:
      return "NOTYPE";
    case kTfLiteFloat32:
      return "FLOAT32";
    case kTfLiteInt32:
      return "INT32";
    case kTfLiteUInt8:
      return "UINT8";
    case kTfLiteInt64:
      return "INT64";
    case kTfLiteString:
      return "STRING";
    case kTfLiteBool:
      return "BOOL";
    case kTfLiteInt16:
      return "INT16";
    case kTfLiteComplex64:
      return "COMPLEX64";
    case kTfLiteInt8:
      return "INT8";
    case kTfLiteFloat16:
      return "FLOAT16";
    case kTfLiteFloat64:
      return "FLOAT64";
    case kTfLiteComplex128:
      return "COMPLEX128";
    case kTfLiteUInt64:
      return "UINT64";
    case kTfLiteResource:
      return "RESOURCE";
    case kTfLiteVariant:
      return "VARIANT";
    case kTfLiteUInt32:
      return "UINT32";
    case kTfLiteUInt16:
      return "UINT16";
    case kTfLiteInt4:
      return "INT4";
  }
  return "Unknown type";
}

// The macros leave the calling function with an error when something does not hold. context: what has a ReportError(),
// as tflite::ErrorReporter has.
#ifdef TF_LITE_STRIP_ERROR_STRINGS
#define TF_LITE_KERNEL_LOG(context, ...) static_cast<void>(context)
#else
#define TF_LITE_KERNEL_LOG(context, ...) static_cast<void>((context)->ReportError((context), __VA_ARGS__))
#endif

#define TF_LITE_ENSURE_STATUS(expression)               \
  do {                                                  \
    const TfLiteStatus kvant_status = (expression);     \
    if (kvant_status != kTfLiteOk) return kvant_status; \
  } while (0)
#define TF_LITE_ENSURE_OK(context, expression) TF_LITE_ENSURE_STATUS(expression)

#define TF_LITE_ENSURE_MSG(context, condition, ...) \
  do {                                              \
    if (!(condition)) {                             \
      TF_LITE_KERNEL_LOG(context, __VA_ARGS__);     \
      return kTfLiteError;                          \
    }                                               \
  } while (0)
#define TF_LITE_ENSURE(context, condition) \
  TF_LITE_ENSURE_MSG(context, condition, "%s:%d: not true: %s", __FILE__, __LINE__, #condition)
#define TF_LITE_ENSURE_EQ(context, a, b)                                                                            \
  TF_LITE_ENSURE_MSG(context, (a) == (b), "%s:%d: %s is %d, %s is %d", __FILE__, __LINE__, #a, static_cast<int>(a), \
                     #b, static_cast<int>(b))
#define TF_LITE_ENSURE_TYPES_EQ(context, a, b)                                                                       \
  TF_LITE_ENSURE_MSG(context, (a) == (b), "%s:%d: %s is %s, %s is %s", __FILE__, __LINE__, #a, TfLiteTypeGetName(a), \
                     #b, TfLiteTypeGetName(b))
#define TF_LITE_ENSURE_NEAR(context, a, b, epsilon)                                                                    \
  TF_LITE_ENSURE_MSG(context, ((a) > (b) ? (a) - (b) : (b) - (a)) <= (epsilon), "%s:%d: %s is %f, %s is %f", __FILE__, \
                     __LINE__, #a, static_cast<double>(a), #b, static_cast<double>(b))
