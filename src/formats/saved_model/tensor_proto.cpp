// SPDX-License-Identifier: Apache-2.0
// Constant tensors, in either of the two ways in which TensorFlow writes them.
#include "formats/saved_model/tensor_proto.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>

namespace kvant::formats {
namespace {

constexpr std::size_t most_axes = 16;
constexpr std::int64_t most_filled = std::int64_t{1} << 22;
constexpr std::int64_t most_elements = std::int64_t{1} << 28;

struct Known {
  std::int64_t number;
  DType dtype;
};
constexpr std::array known_types = {Known{1, DType::float32}, Known{2, DType::float64}, Known{3, DType::int32},
                                    Known{4, DType::uint8},   Known{5, DType::int16},   Known{6, DType::int8},
                                    Known{9, DType::int64},   Known{10, DType::boolean}};

/// The numbers of a tensor, however they are stored.
struct Numbers {
  std::vector<float> floats;
  std::vector<double> doubles;
  std::vector<std::int64_t> integers;
};

template <class T, class From>
void fill(Array& array, const std::vector<From>& numbers) {
  const auto values = array.values<T>();
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = numbers.empty() ? T{} : static_cast<T>(numbers[std::min(i, numbers.size() - 1)]);
}

void fill(Array& array, const Numbers& numbers) {
  switch (array.dtype()) {
    case DType::float32:
      return fill<float>(array, numbers.floats);
    case DType::float64:
      return fill<double>(array, numbers.doubles);
    case DType::int32:
      return fill<std::int32_t>(array, numbers.integers);
    case DType::int64:
      return fill<std::int64_t>(array, numbers.integers);
    case DType::int16:
      return fill<std::int16_t>(array, numbers.integers);
    case DType::int8:
      return fill<std::int8_t>(array, numbers.integers);
    case DType::boolean:
      return fill<bool>(array, numbers.integers);
    default:
      return fill<std::uint8_t>(array, numbers.integers);
  }
}

}  // namespace

std::optional<DType> dtype_of_number(std::int64_t number) {
  for (const Known& known : known_types) {
    if (known.number == number) return known.dtype;
  }
  return {};
}

std::int64_t number_of_dtype(DType dtype) {
  for (const Known& known : known_types) {
    if (known.dtype == dtype) return known.number;
  }
  return 0;
}

std::optional<Shape> read_tensor_shape(WireReader fields) {
  Shape shape;
  while (fields.next()) {
    if (fields.number() == 3 && fields.flag()) return {};
    if (fields.number() != 2) continue;
    std::int64_t length = 0;
    for (WireReader axis = fields.message(); axis.next();) {
      if (axis.number() == 1) length = axis.value();
    }
    if (length < -1 || length > INT32_MAX) fields.fail("the length of an axis must fit", std::to_string(length));
    shape.push_back(length);
    if (shape.size() > most_axes) fields.fail("a tensor has more than 16 axes");
  }
  return shape;
}

WireWriter write_tensor_shape(const Shape& shape) {
  WireWriter writer;
  for (const std::int64_t length : shape) writer.message(2, WireWriter().varint(1, length));
  return writer;
}

Array read_tensor_proto(WireReader fields) {
  std::int64_t type = 0;
  Shape shape;
  std::span<const std::byte> content;
  Numbers numbers;
  while (fields.next()) {
    switch (fields.number()) {
      case 1:
        type = fields.value();
        break;
      case 2:
        shape = read_tensor_shape(fields.message()).value_or(Shape{});
        break;
      case 4:
        content = fields.bytes();
        break;
      case 5:
        fields.append_to(numbers.floats);
        break;
      case 6:
        fields.append_to(numbers.doubles);
        break;
      case 7:   // int32, int16, int8, uint8
      case 10:  // int64
      case 11:  // bool
        fields.append_to(numbers.integers);
        break;
      default:
        break;
    }
  }
  const auto dtype = dtype_of_number(type);
  if (!dtype) fields.fail("a constant must hold numbers", "type " + std::to_string(type));
  std::int64_t elements = 1;
  for (const std::int64_t length : shape) {
    if (length < 0) fields.fail("a constant has an axis of unknown length");
    if (length > 0 && elements > most_elements / length) fields.fail("a constant has more than 2^28 elements");
    elements *= length;
  }
  const std::size_t given = std::max({numbers.floats.size(), numbers.doubles.size(), numbers.integers.size()});
  const auto wanted = static_cast<std::size_t>(elements);
  const bool whole = content.empty() || content.size() == wanted * size_of(*dtype);
  if (!whole || given > wanted || (!content.empty() && given > 0))
    fields.fail("a constant of shape " + to_string(shape) + " has another number of elements");
  if (content.empty() && elements > most_filled && given < wanted)
    fields.fail("a constant has more than 2^22 elements that one number fills", to_string(shape));
  Array array(*dtype, shape);
  if (content.empty())
    fill(array, numbers);
  else
    std::memcpy(array.bytes().data(), content.data(), content.size());
  return array;
}

WireWriter write_tensor_proto(const Array& array) {
  WireWriter writer;
  writer.varint(1, number_of_dtype(array.dtype())).message(2, write_tensor_shape(array.shape()));
  return writer.bytes(4, array.bytes());
}

WireWriter write_text_tensor(const std::vector<std::string>& texts) {
  WireWriter writer;
  writer.varint(1, string_type).message(2, write_tensor_shape({static_cast<std::int64_t>(texts.size())}));
  for (const std::string& text : texts) writer.text(8, text);
  return writer;
}

}  // namespace kvant::formats
