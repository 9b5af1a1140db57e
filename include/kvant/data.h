// SPDX-License-Identifier: Apache-2.0
// Data in and out: .csv, .npy, .npz, IDX, and splitting it.
#pragma once

#include <kvant/types/array.h>

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace kvant {

/// Columns of numbers with names, as a .csv holds them.
struct NamedColumns {
  std::vector<std::string> names;
  Array values;  ///< float32 [rows, columns]
};

/// One array from .npy, .npz (its only array, or the one called key), IDX or .csv (float32 [rows, columns]); each may
/// be packed as .gz, as Fashion-MNIST's train-images-idx3-ubyte.gz is.
/// A hole, NaN or infinity in a .csv is an Error that names row and column.
Array load_array(const std::string& path, const std::string& key = {});
/// An array in the IDX format, whatever the file is called: uint8, int8, int16, int32, float32 or float64. Images are
/// (number, height, width), labels (number,). Throws Error for a malformed file, and one that is too short or too long.
Array load_idx(const std::string& path);
/// By the ending: .npy, .npz (key "array") or .csv, or -ubyte and the like for IDX.
void save_array(const std::string& path, const Array& array);

NamedColumns load_csv(const std::string& path);
void save_csv(const std::string& path, const NamedColumns& columns);
std::map<std::string, Array> load_npz(const std::string& path);
void save_npz(const std::string& path, const std::map<std::string, Array>& arrays);

/// Inputs and targets that belong together row by row.
struct Samples {
  Array x;
  Array y;
};

/// Shares of the rows, each 0 to 1, together at most 1. What is left over is in no part.
struct Fractions {
  double train = 0.6;
  double test = 0.2;
  double validate = 0.2;
};

struct Split {
  Samples train;
  Samples test;
  Samples validate;
};

/// Consecutive parts in the order train, test, validate; shuffled first when asked (by set_seed's seed).
Split split(const Array& x, const Array& y, const Fractions& fractions = {}, bool shuffle = false);

/// What a column of a .csv holds.
struct ColumnFacts {
  std::string name;
  std::string type;  ///< "integer" or "float"
  double min = 0, max = 0, mean = 0;
  std::int64_t holes = 0, nans = 0, infinities = 0;
  bool constant = false;
};

struct DataFacts {
  std::int64_t rows = 0;
  std::vector<ColumnFacts> columns;
  std::int64_t duplicate_rows = 0;
  /// Rows that stand in two parts of a 60/20/20 split: {"train, test", count}.
  std::vector<std::pair<std::string, std::int64_t>> shared_rows;
};

/// Rows of one data file that stand in another, too: what a model has seen before it is asked. Throws Error when their
/// columns differ.
std::int64_t count_shared_rows(const std::string& part, const std::string& whole);

/// Facts about a .csv, .npy or .npz, holes and NaN included.
DataFacts describe_data(const std::string& path);

}  // namespace kvant
