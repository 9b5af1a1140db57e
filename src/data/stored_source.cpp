// SPDX-License-Identifier: Apache-2.0
// Rows of stored arrays as samples.
#include "data/stored_source.h"

#include <fmt/format.h>
#include <kvant/types/error.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace kvant::data {
namespace {

bool may_be_infinite(DType dtype) { return dtype == DType::float32 || dtype == DType::float64; }

void read_checked(const NamedStoredArray& named, std::int64_t row, std::int64_t row_size, float* numbers) {
  read_row(named.array, row, numbers);
  if (!may_be_infinite(named.array.dtype)) return;
  const float* wrong = std::find_if(numbers, numbers + row_size, [](float value) { return !std::isfinite(value); });
  if (wrong == numbers + row_size) return;
  throw Error(fmt::format("{}: row {} (from 0)", named.name, row), "is not a finite number",
              std::isnan(*wrong) ? "nan" : fmt::format("{}", *wrong));
}

void check_all(const NamedStoredArray& named) {
  const std::int64_t size = named.array.row_size();
  std::vector<float> numbers(static_cast<std::size_t>(size));
  const std::int64_t rows = may_be_infinite(named.array.dtype) ? named.array.rows() : 1;
  for (std::int64_t row = 0; row < rows; ++row) read_checked(named, row, size, numbers.data());
}

Shape row_shape_of(const NamedStoredArray& named) {
  if (named.array.shape.empty()) throw Error(named.name, "is a single number: it has no rows");
  if (named.array.shape.size() == 1) return {1};
  return {named.array.shape.begin() + 1, named.array.shape.end()};
}

void fetch_rows(const NamedStoredArray& named, std::span<const std::int64_t> rows, float* numbers) {
  const std::int64_t size = named.array.row_size();
  for (const std::int64_t row : rows) {
    read_checked(named, row, size, numbers);
    numbers += size;
  }
}

}  // namespace

StoredSource::StoredSource(std::vector<NamedStoredArray> x, std::vector<NamedStoredArray> y, bool stream)
    : x_(std::move(x)), y_(std::move(y)), stream_(stream) {
  if (x_.empty()) throw Error("data", "needs at least one array of inputs", {}, ErrorKind::usage);
  const auto prepare = [&](const std::vector<NamedStoredArray>& arrays, std::vector<Shape>& shapes) {
    for (const NamedStoredArray& named : arrays) {
      shapes.push_back(row_shape_of(named));
      if (named.array.rows() == 0 || named.array.row_size() == 0) throw Error(named.name, "holds no rows");
      if (rows_ == 0) rows_ = named.array.rows();
      if (named.array.rows() != rows_) {
        throw Error(named.name, fmt::format("must have as many rows as {}, {}", x_[0].name, rows_),
                    std::to_string(named.array.rows()));
      }
      if (!stream_) {
        check_all(named);
      } else {  // the type, at least
        std::vector<float> numbers(static_cast<std::size_t>(named.array.row_size()));
        read_row(named.array, 0, numbers.data());
      }
    }
  };
  prepare(x_, input_shapes_);
  prepare(y_, target_shapes_);
}

void StoredSource::fetch(std::span<const std::int64_t> rows, std::span<float* const> x, std::span<float* const> y) {
  for (std::size_t i = 0; i < x.size(); ++i) fetch_rows(x_[i], rows, x[i]);
  for (std::size_t i = 0; i < y.size(); ++i) fetch_rows(y_[i], rows, y[i]);
}

}  // namespace kvant::data
