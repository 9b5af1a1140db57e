// SPDX-License-Identifier: Apache-2.0
// Inputs and targets for training, and how they are divided.
#pragma once

#include <kvant/types/array.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/table.h"

namespace kvant::data {

/// Row i of the targets belongs to row i of the inputs.
struct Dataset {
  Array inputs;
  Array targets;
  std::vector<std::string> input_names;   ///< of the columns; empty when the data had none
  std::vector<std::string> target_names;  ///< likewise

  std::int64_t rows() const { return inputs.rows(); }
};

/// float32 arrays of shape (rows, number of names) out of a table's columns. Throws Error that names row and column for
/// a hole, a NaN, an infinity and a number beyond float32; also for an unknown column and for no inputs at all.
Dataset make_dataset(const Table& table, const std::vector<std::string>& input_names,
                     const std::vector<std::string>& target_names);

/// Shares of the rows, each in [0, 1], together at most 1. What is left over is in no part.
struct SplitFractions {
  double train = 0.6;
  double test = 0.2;
  double validate = 0.2;
};

/// Which rows are in which part.
struct SplitRows {
  std::vector<std::int64_t> train, test, validate;
};

struct Split {
  Dataset train;
  Dataset test;
  Dataset validate;
};

/// The first rows train, the next ones test, the next ones validate. The ends of the parts are rounded to whole rows,
/// so that no row is in two parts: 600, 200 and 200 of 1000. With shuffle the rows are drawn in an order that the
/// seed decides (Philox). Throws Error for bad fractions.
SplitRows split_rows(std::int64_t rows, const SplitFractions& fractions, bool shuffle, std::uint64_t seed);

/// The same of arrays. Throws Error also for inputs and targets of different length.
Split split(const Dataset& dataset, const SplitFractions& fractions, bool shuffle, std::uint64_t seed);

/// The rows of an array at these indices, in this order. Throws Error for an index beyond the ends.
Array take_rows(const Array& array, std::span<const std::int64_t> rows);

/// Throws Error when a float32 or float64 array holds a NaN or an infinity; it names the first row (from 0) with one.
void check_finite(const Array& array, std::string_view where);

}  // namespace kvant::data
