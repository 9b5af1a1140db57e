// SPDX-License-Identifier: Apache-2.0
// Checking, converting and gathering samples.
#include "train/array_source.h"

#include "linear/threads.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace kvant::train {
namespace {

bool fits(const Shape& given, const Shape& wanted) {
  if (given.size() != wanted.size()) return false;
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (wanted[i] != unknown_length && given[i] != wanted[i]) return false;
  }
  return true;
}

/// The given array, or a converted copy of it that is kept.
const Array& convert(const std::string& where, const Array& given, const Shape& wanted, std::deque<Array>& kept) {
  const Array* array = &given;
  if (given.rank() + 1 == static_cast<std::int64_t>(wanted.size()) && wanted.back() == 1) {
    Shape column = given.shape();
    column.push_back(1);
    array = &kept.emplace_back(given.reshape(column));
  }
  if (!fits(array->shape(), wanted)) {
    throw Error(where, "the model needs shape " + to_string(wanted), to_string(given.shape()));
  }
  if (array->dtype() != DType::float32) array = &kept.emplace_back(array->astype(DType::float32));
  return *array;
}

void check_finite(const std::string& where, std::span<const float> values, std::int64_t row_size) {
  const auto wrong = std::find_if(values.begin(), values.end(), [](float v) { return !std::isfinite(v); });
  if (wrong == values.end()) return;
  throw Error(where, "row " + std::to_string((wrong - values.begin()) / row_size) + " is not a finite number",
              std::isnan(*wrong) ? "NaN"
              : *wrong > 0       ? "infinity"
                                 : "-infinity");
}

void gather(const float* from, std::int64_t row_size, std::span<const std::int64_t> rows, float* to) {
  if (row_size == 1) {
    for (std::int64_t row : rows) *to++ = from[row];
    return;
  }
  const auto count = static_cast<std::int64_t>(rows.size());
  const std::int64_t parts = linear::worthwhile_parts(count, linear::number_cost * count * row_size);
  linear::for_each_part(parts, [&](std::int64_t part) {
    for (std::int64_t i = part * count / parts; i < (part + 1) * count / parts; ++i)
      std::copy_n(from + rows[static_cast<std::size_t>(i)] * row_size, row_size, to + i * row_size);
  });
}

}  // namespace

ArraySource::ArraySource(const std::string& where, const std::vector<const Array*>& x,
                         const std::vector<Shape>& input_shapes, const std::vector<const Array*>& y,
                         const std::vector<Shape>& target_shapes) {
  prepare(where, "x", x, input_shapes, inputs_, input_shapes_);
  if (!y.empty()) prepare(where, "y", y, target_shapes, targets_, target_shapes_);
}

void ArraySource::prepare(const std::string& where, const std::string& what, const std::vector<const Array*>& arrays,
                          const std::vector<Shape>& wanted, std::vector<Column>& columns, std::vector<Shape>& shapes) {
  if (arrays.size() != wanted.size()) {
    throw Error(where + ": " + what, "the model needs " + std::to_string(wanted.size()) + " arrays",
                std::to_string(arrays.size()));
  }
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    const std::string name = arrays.size() == 1 ? what : what + "[" + std::to_string(i) + "]";
    const Array& array = convert(where + ": " + name, *arrays[i], wanted[i], converted_);
    if (array.rows() == 0) throw Error(where + ": " + name, "has no rows");
    if (rows_ >= 0 && array.rows() != rows_) {
      throw Error(where, "x has " + std::to_string(rows_) + " rows, " + name + " must have as many",
                  std::to_string(array.rows()));
    }
    rows_ = array.rows();
    columns.push_back({array.values<float>().data(), array.size() / array.rows()});
    check_finite(where + ": " + name, array.values<float>(), columns.back().row_size);
    shapes.emplace_back(array.shape().begin() + 1, array.shape().end());
  }
}

void ArraySource::fetch(std::span<const std::int64_t> rows, std::span<float* const> x, std::span<float* const> y) {
  for (std::size_t i = 0; i < x.size(); ++i) gather(inputs_[i].data, inputs_[i].row_size, rows, x[i]);
  for (std::size_t i = 0; i < y.size(); ++i) gather(targets_[i].data, targets_[i].row_size, rows, y[i]);
}

}  // namespace kvant::train
