// SPDX-License-Identifier: Apache-2.0
// ONNX's constants as arrays: TensorProto {1 dims, 2 type, 4 floats, 5 int32s, 7 int64s, 8 name, 9 raw bytes, 10
// doubles, 13 external {key, value}, 14 where}.
#pragma once

#include "formats/protobuf/wire_reader.h"

#include <kvant/types/array.h>

#include <string>
#include <utility>

namespace kvant::formats {

/// Its name and its numbers: float32 or int64. No memory is taken for more numbers than the file has. Throws Error as
/// read_onnx_file does.
std::pair<std::string, Array> read_onnx_tensor(WireReader fields);

}  // namespace kvant::formats
