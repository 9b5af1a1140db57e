// SPDX-License-Identifier: Apache-2.0
// ONNX's constants as arrays.
#include "formats/onnx/onnx_tensor.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace kvant::formats {
namespace {

enum ElementType : std::int64_t { float_element = 1, int32_element = 6, int64_element = 7, double_element = 11 };

struct TensorFields {
  std::string name;
  Shape shape;
  std::int64_t type = 0;
  std::vector<float> floats;
  std::vector<double> doubles;
  std::vector<std::int64_t> integers;
  std::span<const std::byte> raw;
  bool external = false;
};

/// Raw little-endian numbers, as many as there is room for.
template <class Stored, class Element>
void copy_raw(std::span<const std::byte> raw, std::span<Element> to) {
  static_assert(std::endian::native == std::endian::little);
  for (std::size_t i = 0; i < to.size(); ++i) {
    Stored value;
    std::memcpy(&value, raw.data() + i * sizeof value, sizeof value);
    to[i] = static_cast<Element>(value);
  }
}

template <class Stored, class Element, class Listed>
void fill(const TensorFields& fields, const std::vector<Listed>& listed, Array& array, const WireReader& place) {
  const std::span<Element> values = array.values<Element>();
  const bool raw = !fields.raw.empty();
  const std::size_t count = raw ? fields.raw.size() / sizeof(Stored) : listed.size();
  if (count != values.size() || (raw && fields.raw.size() % sizeof(Stored) != 0)) {
    place.fail("the constant " + fields.name + " of shape " + to_string(fields.shape) + " needs " +
                   std::to_string(values.size()) + " numbers",
               std::to_string(count));
  }
  if (raw) return copy_raw<Stored, Element>(fields.raw, values);
  std::transform(listed.begin(), listed.end(), values.begin(),
                 [](Listed value) { return static_cast<Element>(value); });
}

Array array_of(const TensorFields& fields, const WireReader& place) {
  if (fields.external)
    place.fail("the constant " + fields.name +
               " stands in a file of its own, which is never opened; export the model with its constants inside");
  std::uint64_t available =
      std::max({fields.raw.size(), fields.floats.size(), fields.doubles.size(), fields.integers.size()});
  std::uint64_t wanted = 1;
  for (const std::int64_t length : fields.shape) {
    if (length < 0) place.fail("the constant " + fields.name + " has a negative axis", to_string(fields.shape));
    const auto axis = static_cast<std::uint64_t>(length);
    // Before memory is taken: no constant has more numbers than the file has bytes.
    if (axis != 0 && wanted > available / axis)
      place.fail("the constant " + fields.name + " has fewer numbers than its shape says", to_string(fields.shape));
    wanted *= axis;
  }
  const bool whole = fields.type == int32_element || fields.type == int64_element;
  Array array(whole ? DType::int64 : DType::float32, fields.shape);
  switch (fields.type) {
    case float_element:
      fill<float, float>(fields, fields.floats, array, place);
      break;
    case double_element:
      fill<double, float>(fields, fields.doubles, array, place);
      break;
    case int32_element:
      fill<std::int32_t, std::int64_t>(fields, fields.integers, array, place);
      break;
    case int64_element:
      fill<std::int64_t, std::int64_t>(fields, fields.integers, array, place);
      break;
    default:
      place.fail("the constant " + fields.name + " must be of float32, float64, int32 or int64",
                 "type " + std::to_string(fields.type));
  }
  return array;
}

}  // namespace

std::pair<std::string, Array> read_onnx_tensor(WireReader fields) {
  TensorFields tensor;
  while (fields.next()) {
    switch (fields.number()) {
      case 1:
        fields.append_to(tensor.shape);
        break;
      case 2:
        tensor.type = fields.value();
        break;
      case 4:
        fields.append_to(tensor.floats);
        break;
      case 5:
      case 7:
        fields.append_to(tensor.integers);
        break;
      case 8:
        tensor.name = fields.text();
        break;
      case 9:
        tensor.raw = fields.bytes();
        break;
      case 10:
        fields.append_to(tensor.doubles);
        break;
      case 13:
        tensor.external = true;
        break;
      case 14:
        tensor.external = tensor.external || fields.value() == 1;
        break;
      default:
        break;
    }
  }
  Array array = array_of(tensor, fields);
  return {tensor.name, std::move(array)};
}

}  // namespace kvant::formats
