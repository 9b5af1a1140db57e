// SPDX-License-Identifier: Apache-2.0
// The facts of a table that one wants to know before training on it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/dataset.h"
#include "data/table.h"

namespace kvant::data {

struct ColumnFacts {
  std::string name;
  ColumnKind kind = ColumnKind::floating;
  double min = 0.0;  ///< of the finite numbers; NaN when there is none, as max and mean
  double max = 0.0;
  double mean = 0.0;
  std::int64_t finite = 0;      ///< cells that hold a finite number
  std::int64_t holes = 0;       ///< empty cells
  std::int64_t nans = 0;        ///< cells that say nan
  std::int64_t infinities = 0;  ///< of either sign
  bool constant = false;        ///< one and the same finite number in every row
};

struct DataFacts {
  std::string name;
  std::int64_t rows = 0;
  std::vector<ColumnFacts> columns;
  std::int64_t duplicate_rows = 0;  ///< rows that equal an earlier row in every cell
};

DataFacts describe_data(const Table& table);

/// Rows of one part that also stand in another, in inputs and targets alike: what a model has seen before it is asked.
struct SharedRows {
  std::int64_t test_in_train = 0;      ///< test rows that stand in train
  std::int64_t validate_in_train = 0;  ///< validate rows that stand in train
  std::int64_t validate_in_test = 0;   ///< validate rows that stand in test
};

/// Compares the bytes of rows. Throws Error for parts whose rows differ in size.
SharedRows count_shared_rows(const Split& split);

/// Rows of part that also stand in whole. Throws likewise.
std::int64_t count_shared_rows(const Dataset& part, const Dataset& whole);

}  // namespace kvant::data
