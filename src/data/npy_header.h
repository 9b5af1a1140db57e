// SPDX-License-Identifier: Apache-2.0
// The text at the head of a .npy file: a Python dictionary of type, order and shape.
#pragma once

#include <kvant/types/dtype.h>
#include <kvant/types/shape.h>

#include <string>
#include <string_view>

namespace kvant::data {

struct NpyHeader {
  DType dtype = DType::float32;
  bool big_endian = false;
  bool fortran_order = false;  ///< the first axis runs fastest
  Shape shape;
};

/// Reads "{'descr': '<f4', 'fortran_order': False, 'shape': (500, 1), }", keys in any order. Throws Error that begins
/// with name for anything else, for types other than bool, integers and float16 to float64, and for more than 64 axes.
NpyHeader read_npy_header(std::string_view text, std::string_view name);

/// The dictionary as NumPy writes it, without the spaces behind it. Throws Error for a type NumPy has no name for.
std::string write_npy_header(DType dtype, const Shape& shape);

}  // namespace kvant::data
