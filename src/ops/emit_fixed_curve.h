// SPDX-License-Identifier: Apache-2.0
// Generated code of LOGISTIC and TANH.
#pragma once

#include "ops/emit.h"

#include <kvant_micro/kernels/fixed_curve.h>

#include <array>

namespace kvant::ops {

inline EmittedOperator emit_fixed_curve(const EmitRequest& request, const char* kernel) {
  const auto& params = *static_cast<const kvant_micro::FixedCurveParams*>(request.params);
  const std::array fields = std::to_array<EmittedField>({
      uint32_field("count", params.count),
      int32_field("zero_point", params.zero_point),
      int32_field("multiplier", params.multiplier),
      int32_field("shift", params.shift),
      int32_field("radius", params.radius),
  });
  return emit_call(request, kernel, fields);
}

}  // namespace kvant::ops
