// SPDX-License-Identifier: Apache-2.0
// What every header of a model tells firmware: sizes, quantisation, and how to convert.
#pragma once

#include "graph/graph.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace kvant::exporting {

inline constexpr std::string_view generated_licence = "// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception\n";

/// int8_t, uint8_t or float.
std::string_view c_type(DType dtype);

/// Elements of a tensor, its batch counted as 1.
std::int64_t size_of_tensor(const graph::Tensor& tensor);

/// Whether its numbers are int8 or uint8 with a scale.
bool is_quantized(const graph::Tensor& tensor);

/// 32-bit FNV-1a over the model's bytes: tells two models apart, no more.
std::uint32_t model_id(std::span<const std::byte> model);

/// NAME_INPUT_SIZE, NAME_INPUT_SCALE ... of all inputs and outputs.
std::string emit_tensor_facts(const graph::Graph& graph, const std::string& name);

/// NAME_quantize and NAME_dequantize, where there is one quantised input or output; NAME_LABELS and NAME_argmax, where
/// the metadata labels.txt names each number of the one output.
std::string emit_conversions(const graph::Graph& graph, const std::string& name);

}  // namespace kvant::exporting
