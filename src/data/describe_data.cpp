// SPDX-License-Identifier: Apache-2.0
// Counts what is in a table, row against row and column by column.
#include "data/describe_data.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string_view>
#include <unordered_set>

namespace kvant::data {
namespace {

ColumnFacts describe_column(const Table& table, std::size_t column) {
  ColumnFacts facts{.name = table.column_names[column], .kind = table.kinds[column]};
  double sum = 0.0;
  double lost = 0.0;  // what the sum's roundings left out (Neumaier), for a mean that many rows do not blur
  facts.min = std::numeric_limits<double>::infinity();
  facts.max = -facts.min;
  for (const double value : table.columns[column]) {
    if (std::isnan(value)) {
      ++facts.nans;
    } else if (std::isinf(value)) {
      ++facts.infinities;
    } else {
      ++facts.finite;
      facts.min = std::min(facts.min, value);
      facts.max = std::max(facts.max, value);
      const double next = sum + value;
      lost += std::fabs(sum) >= std::fabs(value) ? (sum - next) + value : (value - next) + sum;
      sum = next;
    }
  }
  if (facts.finite == 0) {
    facts.min = facts.max = facts.mean = std::numeric_limits<double>::quiet_NaN();
  } else {
    // Sums beyond the doubles leave no use for what was lost; the mean is then infinite.
    facts.mean = (std::isfinite(sum) ? sum + lost : sum) / static_cast<double>(facts.finite);
  }
  facts.constant = facts.finite > 0 && facts.finite == table.rows() && facts.min == facts.max;
  return facts;
}

// -1, 0, 1; NaN (and a hole) equals itself and stands last, so that sorting has an order.
int compare(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return static_cast<int>(std::isnan(a)) - static_cast<int>(std::isnan(b));
  return a < b ? -1 : (a > b ? 1 : 0);
}

int compare_rows(const Table& table, std::size_t a, std::size_t b) {
  for (const std::vector<double>& column : table.columns) {
    if (const int order = compare(column[a], column[b])) return order;
  }
  return 0;
}

std::int64_t count_duplicates(const Table& table) {
  std::vector<std::size_t> order(static_cast<std::size_t>(table.rows()));
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return compare_rows(table, a, b) < 0; });
  std::int64_t count = 0;
  for (std::size_t i = 1; i < order.size(); ++i) count += compare_rows(table, order[i - 1], order[i]) == 0;
  return count;
}

/// A row's inputs and targets, one after the other, in one block of bytes.
class RowBytes {
 public:
  explicit RowBytes(const Dataset& dataset) {
    const auto rows = static_cast<std::size_t>(dataset.rows());
    if (rows == 0) return;
    if (dataset.targets.rank() == 0 || dataset.targets.rows() != dataset.rows()) {
      throw Error("split", "inputs and targets must have as many rows");
    }
    const auto inputs = dataset.inputs.bytes(), targets = dataset.targets.bytes();
    const std::size_t input_bytes = inputs.size() / rows, target_bytes = targets.size() / rows;
    if (input_bytes + target_bytes == 0) return;
    row_bytes_ = input_bytes + target_bytes;
    text_.reserve(inputs.size() + targets.size());
    const auto add = [&](std::span<const std::byte> part) {
      text_.append(reinterpret_cast<const char*>(part.data()), part.size());
    };
    for (std::size_t row = 0; row < rows; ++row) {
      add(inputs.subspan(row * input_bytes, input_bytes));
      add(targets.subspan(row * target_bytes, target_bytes));
    }
  }

  std::size_t rows() const { return row_bytes_ == 0 ? 0 : text_.size() / row_bytes_; }
  std::size_t row_bytes() const { return row_bytes_; }
  std::string_view row(std::size_t i) const { return std::string_view(text_).substr(i * row_bytes_, row_bytes_); }

 private:
  std::string text_;
  std::size_t row_bytes_ = 0;
};

std::int64_t count_shared(const RowBytes& part, const RowBytes& whole) {
  if (part.rows() == 0 || whole.rows() == 0) return 0;
  if (part.row_bytes() != whole.row_bytes()) throw Error("split", "the parts' rows differ in size");
  std::unordered_set<std::string_view> known;
  for (std::size_t i = 0; i < whole.rows(); ++i) known.insert(whole.row(i));
  std::int64_t count = 0;
  for (std::size_t i = 0; i < part.rows(); ++i) count += known.count(part.row(i)) ? 1 : 0;
  return count;
}

}  // namespace

DataFacts describe_data(const Table& table) {
  DataFacts facts{.name = table.name, .rows = table.rows()};
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    facts.columns.push_back(describe_column(table, column));
  }
  for (const Hole& hole : table.holes) {
    ColumnFacts& column = facts.columns[static_cast<std::size_t>(hole.column)];
    ++column.holes;
    --column.nans;
  }
  facts.duplicate_rows = count_duplicates(table);
  return facts;
}

std::int64_t count_shared_rows(const Dataset& part, const Dataset& whole) {
  return count_shared(RowBytes(part), RowBytes(whole));
}

SharedRows count_shared_rows(const Split& split) {
  const RowBytes train(split.train), test(split.test), validate(split.validate);
  return {count_shared(test, train), count_shared(validate, train), count_shared(validate, test)};
}

}  // namespace kvant::data
