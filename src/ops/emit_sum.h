// SPDX-License-Identifier: Apache-2.0
// Generated code of ADD and SUB in int8.
#pragma once

#include "ops/emit_broadcast.h"

#include <kvant_micro/kernels/add.h>

namespace kvant::ops {

inline EmittedOperator emit_sum_int8(const EmitRequest& request, const char* kernel) {
  const auto& params = *static_cast<const kvant_micro::AddParams*>(request.params);
  return emit_broadcast<std::int8_t>(
      request, kernel,
      {int32_field("first_zero_point", params.first_zero_point),
       int32_field("first_multiplier", params.first_multiplier), int32_field("first_shift", params.first_shift),
       int32_field("second_zero_point", params.second_zero_point),
       int32_field("second_multiplier", params.second_multiplier), int32_field("second_shift", params.second_shift),
       int32_field("zero_point", params.zero_point), int32_field("multiplier", params.multiplier),
       int32_field("shift", params.shift), int32_field("low", params.low), int32_field("high", params.high)});
}

}  // namespace kvant::ops
