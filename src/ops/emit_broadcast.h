// SPDX-License-Identifier: Apache-2.0
// Generated code of kernels that combine two operands, either of which may be a constant.
#pragma once

#include "ops/emit.h"

#include <kvant_micro/kernels/broadcast.h>

namespace kvant::ops {

/// The fields of BroadcastParams and these; the call with both operands, constants written down.
template <class T>
EmittedOperator emit_broadcast(const EmitRequest& request, const char* kernel, std::vector<EmittedField> more = {}) {
  const auto& params = *static_cast<const kvant_micro::BroadcastParams*>(request.params);
  std::vector<EmittedField> fields = {uint32_field("length_0", params.length_0),
                                      uint32_field("length_1", params.length_1),
                                      uint32_field("length_2", params.length_2),
                                      uint32_field("length_3", params.length_3),
                                      uint32_field("first_moves", params.first_moves),
                                      uint32_field("second_moves", params.second_moves),
                                      activation_field(static_cast<std::uint8_t>(params.activation))};
  fields.insert(fields.end(), more.begin(), more.end());
  std::string definitions;
  const auto operand = [&](std::size_t index, kvant_micro::DataReference place, unsigned moves, const char* name) {
    if (!request.inputs.at(index).empty()) return request.inputs[index];
    const std::uint32_t lengths[] = {params.length_0, params.length_1, params.length_2, params.length_3};
    std::size_t count = 1;
    for (unsigned axis = 0; axis < 4; ++axis) count *= ((moves >> axis) & 1) != 0 ? lengths[axis] : 1;
    const std::string constant = request.name + name;
    const auto numbers = numbers_at<T>(request, place, count);
    definitions += emit_array(sizeof(T) == 1 ? "int8_t" : "float", constant, to_texts(numbers));
    return "kvant_micro::constants(" + constant + ")";
  };
  const std::string first = operand(0, params.first, params.first_moves, "_first");
  const std::string second = operand(1, params.second, params.second_moves, "_second");
  return emit_call(request, kernel, fields, first + ", " + second, definitions);
}

}  // namespace kvant::ops
