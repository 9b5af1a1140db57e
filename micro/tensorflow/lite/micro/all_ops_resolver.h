// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every operator that kvant has. Firmware that counts bytes names its own with MicroMutableOpResolver.
#pragma once

#include <kvant_micro/all_operators.h>
#include <tensorflow/lite/micro/micro_mutable_op_resolver.h>

namespace tflite {

class AllOpsResolver : public MicroOpResolver {
 public:
  constexpr AllOpsResolver() : MicroOpResolver(kvant_micro::all_operators()) {}

  // The operators are there already.
#define KVANT_OPERATOR(name, code, add_name) \
  TfLiteStatus add_name() { return kTfLiteOk; }
#include <kvant_micro/kernels/operators.def>

  template <class... Arguments>
  TfLiteStatus AddCustom(Arguments&&...) {
    static_assert(sizeof...(Arguments) > 99, KVANT_NO_CUSTOM_OPERATORS);
    return kTfLiteError;
  }
};

}  // namespace tflite
