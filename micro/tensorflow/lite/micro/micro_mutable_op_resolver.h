// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The operators that a firmware names, one call each; only their kernels are linked.
#pragma once

#include <kvant_micro/operators.h>
#include <kvant_micro/tflm/kernel_counts.h>
#include <tensorflow/lite/micro/micro_log.h>
#include <tensorflow/lite/micro/micro_op_resolver.h>

namespace tflite {

class ErrorReporter;

namespace kvant_detail {

/// Adds a kernel, or does not even name it.
template <bool wanted>
struct KernelIf {
  template <class Kernel>
  static void add(kvant_micro::Operator*&, int32_t) {}
};
template <>
struct KernelIf<true> {
  template <class Kernel>
  static void add(kvant_micro::Operator*& end, int32_t code) {
    *end++ = kvant_micro::kernel<Kernel>(code);
  }
};

}  // namespace kvant_detail

/// count: how many operators are going to be added.
template <unsigned int count>
class MicroMutableOpResolver : public MicroOpResolver {
 public:
  explicit constexpr MicroMutableOpResolver(ErrorReporter* = nullptr)
      : MicroOpResolver(kvant_micro::OperatorList{nullptr, 0}), added_(0), kernels_{} {}
  MicroMutableOpResolver(const MicroMutableOpResolver& other) : MicroOpResolver(other) { copy(other); }
  MicroMutableOpResolver& operator=(const MicroMutableOpResolver& other) {
    if (this != &other) copy(other);
    return *this;
  }

  // AddFullyConnected() and so on: kTfLiteError when it is there already, or when count are.
#define KVANT_OPERATOR(name, code, add_name) \
  TfLiteStatus add_name() { return add<code>(#add_name); }
#include <kvant_micro/kernels/operators.def>

  template <class... Arguments>
  TfLiteStatus AddCustom(Arguments&&...) {
    static_assert(sizeof...(Arguments) > 99, KVANT_NO_CUSTOM_OPERATORS);
    return kTfLiteError;
  }

 private:
  template <int32_t builtin_code>
  TfLiteStatus add(const char* add_name) {
    bool known = false;
    for (uint32_t i = 0; i < list_.count; ++i) known = known || kernels_[i].code == builtin_code;
    if (known || added_ >= count) {
      MicroPrintf(known ? "%s(): added before" : "%s(): the resolver is full", add_name);
      return kTfLiteError;
    }
    kvant_micro::Operator* end = kernels_ + list_.count;
#define KVANT_KERNEL(name, code, type) \
  kvant_detail::KernelIf<(code) == builtin_code>::template add<kvant_micro::type>(end, code);
#include <kvant_micro/kernels/operators.def>
    list_.operators = kernels_;
    list_.count = static_cast<uint32_t>(end - kernels_);
    ++added_;
    return kTfLiteOk;
  }
  void copy(const MicroMutableOpResolver& other) {
    for (uint32_t i = 0; i < other.list_.count; ++i) kernels_[i] = other.kernels_[i];
    list_.operators = kernels_;
    list_.count = other.list_.count;
    added_ = other.added_;
  }

  uint32_t added_;
  kvant_micro::Operator kernels_[kvant_micro::most_kernels(count == 0 ? 1 : count)];
};

}  // namespace tflite
