// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The kernels as entries of an OperatorList: kernel<FullyConnectedInt8>(), and all of them together.
#pragma once

#include <kvant_micro/kernels/add.h>
#include <kvant_micro/kernels/average_pool_2d.h>
#include <kvant_micro/kernels/concatenation.h>
#include <kvant_micro/kernels/conv_2d.h>
#include <kvant_micro/kernels/depthwise_conv_2d.h>
#include <kvant_micro/kernels/dequantize.h>
#include <kvant_micro/kernels/fully_connected.h>
#include <kvant_micro/kernels/leaky_relu.h>
#include <kvant_micro/kernels/logistic.h>
#include <kvant_micro/kernels/max_pool_2d.h>
#include <kvant_micro/kernels/mean.h>
#include <kvant_micro/kernels/mul.h>
#include <kvant_micro/kernels/pad.h>
#include <kvant_micro/kernels/quantize.h>
#include <kvant_micro/kernels/reduce_max.h>
#include <kvant_micro/kernels/relu.h>
#include <kvant_micro/kernels/relu6.h>
#include <kvant_micro/kernels/reshape.h>
#include <kvant_micro/kernels/softmax.h>
#include <kvant_micro/kernels/sub.h>
#include <kvant_micro/kernels/tanh.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

namespace operators_detail {
template <class Kernel>
Status prepare(NodeView& node, void* params) {
  return Kernel::prepare(node, *static_cast<typename Kernel::Params*>(params));
}
template <class Kernel>
void run(const Memory& memory, const void* params) {
  Kernel::run(memory, *static_cast<const typename Kernel::Params*>(params));
}
constexpr bool works_in_place(int32_t code) {
  return code < 0
#define KVANT_IN_PLACE(name, line_code) || code == line_code
#include <kvant_micro/kernels/operators.def>
      ;
}
}  // namespace operators_detail

/// The entry of one kernel. code: the operator's builtin code, as operators.def has it.
template <class Kernel>
constexpr Operator kernel(int32_t code) {
  static_assert(sizeof(typename Kernel::Params) <= 0xFFFF, "an Operator holds 16 bits of it");
  return Operator{code, static_cast<uint16_t>(sizeof(typename Kernel::Params)), operators_detail::works_in_place(code),
                  operators_detail::prepare<Kernel>, operators_detail::run<Kernel>};
}

#define KVANT_KERNEL(name, code, type) \
  constexpr Operator name##_##type() { return kernel<type>(code); }
#include <kvant_micro/kernels/operators.def>

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
