// SPDX-License-Identifier: Apache-2.0
// TensorFlow's messages for types, shapes and constant tensors.
#pragma once

#include "formats/protobuf/wire_reader.h"
#include "formats/protobuf/wire_writer.h"

#include <kvant/types/array.h>

#include <optional>
#include <string>
#include <vector>

namespace kvant::formats {

inline constexpr std::int64_t resource_type = 20;  ///< DT_RESOURCE: the handle of a variable
inline constexpr std::int64_t string_type = 7;     ///< DT_STRING

/// The type of a TensorFlow type number, where a tensor of ours can have it.
std::optional<DType> dtype_of_number(std::int64_t number);
std::int64_t number_of_dtype(DType dtype);

/// TensorShapeProto {2: dim {1: size, -1 unknown}, 3: unknown rank}. Unknown rank: nothing. More than 16 axes: Error.
std::optional<Shape> read_tensor_shape(WireReader fields);
WireWriter write_tensor_shape(const Shape& shape);

/// TensorProto {1: dtype, 2: shape, 4: content, else typed numbers, the last of which fills the rest}. Throws Error for
/// a type that is none of numbers, or more than 2^28 elements, or another number of them than the shape says.
Array read_tensor_proto(WireReader fields);
/// With its content as bytes.
WireWriter write_tensor_proto(const Array& array);
/// Of texts: a vector of them.
WireWriter write_text_tensor(const std::vector<std::string>& texts);

}  // namespace kvant::formats
