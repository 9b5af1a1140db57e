// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The operators that an interpreter may use: what MicroMutableOpResolver and AllOpsResolver have in common.
#pragma once

#include <kvant_micro/operator.h>
#include <tensorflow/lite/c/common.h>
#include <tensorflow/lite/schema/schema_generated.h>

#define KVANT_NO_CUSTOM_OPERATORS \
  "kvant runs the operators of the .tflite format; write a kernel of your own in micro/kvant_micro/kernels instead"

namespace tflite {

class MicroOpResolver {
 public:
  const kvant_micro::OperatorList& list() const { return list_; }

 protected:
  explicit constexpr MicroOpResolver(const kvant_micro::OperatorList& list) : list_(list) {}

  kvant_micro::OperatorList list_;
};

}  // namespace tflite
