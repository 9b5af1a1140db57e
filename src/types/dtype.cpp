// SPDX-License-Identifier: Apache-2.0
// Sizes and names of the number types.
#include <kvant/types/dtype.h>

#include <array>

namespace kvant {
namespace {
struct Row {
  std::string_view name;
  std::size_t size;
};
constexpr std::array<Row, 21> rows = {{
    {"float32", 4}, {"float16", 2},   {"int32", 4},  {"uint8", 1},   {"int64", 8},       {"string", 0}, {"bool", 1},
    {"int16", 2},   {"complex64", 8}, {"int8", 1},   {"float64", 8}, {"complex128", 16}, {"uint64", 8}, {"resource", 0},
    {"variant", 0}, {"uint32", 4},    {"uint16", 2}, {"int4", 0},    {"bfloat16", 2},    {"int2", 0},   {"uint4", 0},
}};
const Row* row_of(DType dtype) {
  const auto index = static_cast<std::size_t>(dtype);
  return index < rows.size() ? &rows[index] : nullptr;
}
}  // namespace

std::size_t size_of(DType dtype) {
  const Row* row = row_of(dtype);
  return row ? row->size : 0;
}

std::string_view name_of(DType dtype) {
  const Row* row = row_of(dtype);
  return row ? row->name : "unknown type";
}

}  // namespace kvant
