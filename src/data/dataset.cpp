// SPDX-License-Identifier: Apache-2.0
// Choosing columns, dividing rows, and refusing what cannot be trained on.
#include "data/dataset.h"

#include <fmt/format.h>
#include <kvant/types/error.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>

#include "data/csv_cells.h"
#include "random/philox.h"

namespace kvant::data {
namespace {

// Keeps the split's numbers apart from those of the same seed elsewhere: "split" in ASCII.
constexpr std::uint64_t split_stream = 0x73706c6974;
// Shares that are 1 together but for this are meant to be.
constexpr double tolerance = 1e-6;

float checked_value(const Table& table, std::int64_t row, std::int64_t column) {
  const double value = table.columns[static_cast<std::size_t>(column)][static_cast<std::size_t>(row)];
  if (std::fabs(value) <= static_cast<double>(std::numeric_limits<float>::max())) return static_cast<float>(value);
  return finite_cell(value, std::isnan(value) && table.is_hole(row, column), table.where(row, column));
}

Array take_columns(const Table& table, const std::vector<std::string>& names) {
  std::vector<std::int64_t> columns;
  for (const std::string& name : names) columns.push_back(table.column_of(name));
  Array array(DType::float32, {table.rows(), static_cast<std::int64_t>(columns.size())});
  const std::span<float> values = array.values<float>();
  std::size_t i = 0;
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    for (const std::int64_t column : columns) values[i++] = checked_value(table, row, column);
  }
  return array;
}

void check_fractions(const SplitFractions& fractions) {
  const double sum = fractions.train + fractions.test + fractions.validate;
  const auto is_share = [](double share) { return share >= 0.0 && share <= 1.0; };
  if (is_share(fractions.train) && is_share(fractions.test) && is_share(fractions.validate) && sum <= 1.0 + tolerance) {
    return;
  }
  throw Error("split", "train, test and validate must each be between 0 and 1, and at most 1 together",
              fmt::format("{}, {} and {}", fractions.train, fractions.test, fractions.validate), ErrorKind::usage);
}

Dataset part_of(const Dataset& dataset, std::span<const std::int64_t> rows) {
  return {take_rows(dataset.inputs, rows), take_rows(dataset.targets, rows), dataset.input_names, dataset.target_names};
}

template <class T>
std::int64_t first_not_finite(std::span<const T> values) {
  const auto bad = std::find_if(values.begin(), values.end(), [](T value) { return !std::isfinite(value); });
  return bad == values.end() ? -1 : bad - values.begin();
}

}  // namespace

Dataset make_dataset(const Table& table, const std::vector<std::string>& input_names,
                     const std::vector<std::string>& target_names) {
  if (input_names.empty()) throw Error(table.name, "needs at least one input column", {}, ErrorKind::usage);
  return {take_columns(table, input_names), take_columns(table, target_names), input_names, target_names};
}

SplitRows split_rows(std::int64_t rows, const SplitFractions& fractions, bool shuffle, std::uint64_t seed) {
  check_fractions(fractions);
  std::vector<std::int64_t> order;
  if (shuffle) {
    order = random::Philox(seed, split_stream).permutation(rows);
  } else {
    order.resize(static_cast<std::size_t>(rows));
    std::iota(order.begin(), order.end(), std::int64_t{0});
  }
  const auto end_of = [&](double share) {
    return share >= 1.0 - tolerance ? rows : static_cast<std::ptrdiff_t>(std::round(static_cast<double>(rows) * share));
  };
  const auto train_end = order.begin() + end_of(fractions.train);
  const auto test_end = order.begin() + end_of(fractions.train + fractions.test);
  const auto validate_end = order.begin() + end_of(fractions.train + fractions.test + fractions.validate);
  return {{order.begin(), train_end}, {train_end, test_end}, {test_end, validate_end}};
}

Split split(const Dataset& dataset, const SplitFractions& fractions, bool shuffle, std::uint64_t seed) {
  const std::int64_t rows = dataset.inputs.rank() == 0 ? 0 : dataset.inputs.rows();
  if (dataset.inputs.rank() == 0 || dataset.targets.rank() == 0 || dataset.targets.rows() != rows) {
    throw Error("split", "inputs and targets must have as many rows",
                to_string(dataset.inputs.shape()) + " and " + to_string(dataset.targets.shape()));
  }
  const SplitRows parts = split_rows(rows, fractions, shuffle, seed);
  return {part_of(dataset, parts.train), part_of(dataset, parts.test), part_of(dataset, parts.validate)};
}

Array take_rows(const Array& array, std::span<const std::int64_t> rows) {
  if (array.rank() == 0) throw Error("array", "a scalar has no rows to take");
  Shape shape = array.shape();
  shape[0] = static_cast<std::int64_t>(rows.size());
  Array taken(array.dtype(), std::move(shape));
  const std::size_t row_bytes = array.rows() == 0 ? 0 : array.bytes().size() / static_cast<std::size_t>(array.rows());
  auto target = taken.bytes().begin();
  for (const std::int64_t row : rows) {
    if (row < 0 || row >= array.rows()) {
      throw Error("array", fmt::format("has {} rows", array.rows()), fmt::format("row {}", row));
    }
    const auto source = array.bytes().subspan(static_cast<std::size_t>(row) * row_bytes, row_bytes);
    target = std::copy(source.begin(), source.end(), target);
  }
  return taken;
}

void check_finite(const Array& array, std::string_view where) {
  std::int64_t bad = -1;
  double value = 0.0;
  if (array.dtype() == DType::float32) {
    bad = first_not_finite(array.values<float>());
    if (bad >= 0) value = static_cast<double>(array.values<float>()[static_cast<std::size_t>(bad)]);
  } else if (array.dtype() == DType::float64) {
    bad = first_not_finite(array.values<double>());
    if (bad >= 0) value = array.values<double>()[static_cast<std::size_t>(bad)];
  }
  if (bad < 0) return;
  const std::int64_t per_row = array.rows() == 0 ? 1 : array.size() / array.rows();
  throw Error(fmt::format("{}: row {} (from 0)", where, bad / per_row), "is not a finite number",
              std::isnan(value) ? "nan" : fmt::format("{}", value));
}

}  // namespace kvant::data
