// SPDX-License-Identifier: Apache-2.0
// Data files by their endings, and splitting.
#include <kvant/data.h>

#include "data/csv_reader.h"
#include "data/csv_writer.h"
#include "data/dataset.h"
#include "data/describe_data.h"
#include "data/idx_format.h"
#include "data/npy_format.h"
#include "data/npz_format.h"
#include "kvant/data_files.h"

#include <kvant/files.h>
#include <kvant/random.h>
#include <kvant/types/error.h>

#include <iterator>
#include <utility>

namespace kvant {
namespace {

data::Table read_table(const std::string& path) {
  const Bytes bytes = load_expanded(path);
  return data::read_csv({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, path);
}

/// float32 [rows, columns]; a hole or a number that is not finite is an Error.
Array matrix_of(const data::Table& table) { return data::make_dataset(table, table.column_names, {}).inputs; }

}  // namespace

Array load_array(const std::string& path, const std::string& key) {
  switch (data_format_of(path)) {
    case DataFormat::npy:
      return data::read_npy(load_expanded(path), path);
    case DataFormat::idx:
      return load_idx(path);
    case DataFormat::csv:
      return matrix_of(read_table(path));
    case DataFormat::npz:
      break;
  }
  const auto arrays = data::read_npz(load_expanded(path), path);
  if (!key.empty()) return data::array_of(arrays, key, path);
  if (arrays.size() == 1) return arrays[0].array;
  throw Error(path, "must hold one array, or name the one you want", std::to_string(arrays.size()) + " arrays");
}

Array load_idx(const std::string& path) { return data::to_array(data::read_idx(load_expanded(path), path)); }

void save_array(const std::string& path, const Array& array) {
  if (path.ends_with(".gz")) throw Error(path, "cannot be written: .gz files are only read");
  switch (data_format_of(path)) {
    case DataFormat::npy:
      return save(path, data::write_npy(array));
    case DataFormat::idx:
      return save(path, data::write_idx(array));
    case DataFormat::csv:
      return save(path, data::write_csv(data::make_table(array, path)));
    case DataFormat::npz:
      return save(path, data::write_npz({{"array", array}}));
  }
}

NamedColumns load_csv(const std::string& path) {
  const data::Table table = read_table(path);
  return {table.column_names, matrix_of(table)};
}

void save_csv(const std::string& path, const NamedColumns& columns) {
  save(path, data::write_csv(data::make_table(columns.values, path, columns.names)));
}

std::map<std::string, Array> load_npz(const std::string& path) {
  std::map<std::string, Array> arrays;
  for (auto& entry : data::read_npz(load_expanded(path), path)) arrays.emplace(entry.name, std::move(entry.array));
  return arrays;
}

void save_npz(const std::string& path, const std::map<std::string, Array>& arrays) {
  if (!path.ends_with(".npz")) throw Error(path, "must end in .npz", path.substr(path.find_last_of('/') + 1));
  std::vector<data::NamedArray> entries;
  for (const auto& [name, array] : arrays) entries.push_back({name, array});
  save(path, data::write_npz(entries));
}

Split split(const Array& x, const Array& y, const Fractions& fractions, bool shuffle) {
  if (x.rank() == 0 || y.rank() == 0 || x.rows() != y.rows()) {
    throw Error("split", "needs as many rows in y as in x, " + to_string(x.shape()), to_string(y.shape()));
  }
  const data::Split parts =
      data::split({x, y, {}, {}}, {fractions.train, fractions.test, fractions.validate}, shuffle, current_seed());
  return {{parts.train.inputs, parts.train.targets},
          {parts.test.inputs, parts.test.targets},
          {parts.validate.inputs, parts.validate.targets}};
}

namespace {

/// The arrays of an .npz side by side: x, or x0 and x1 where its rows have several numbers, then y.
data::Table read_npz_table(const std::string& path) {
  data::Table joined;
  for (const auto& [key, array] : load_npz(path)) {
    const std::int64_t rows = array.rows(), columns = rows == 0 ? 0 : array.size() / rows;
    std::vector<std::string> names;
    for (std::int64_t i = 0; i < columns; ++i) names.push_back(columns == 1 ? key : key + std::to_string(i));
    data::Table table = data::make_table(array, path, names);
    if (joined.columns.empty()) {
      joined = std::move(table);
      continue;
    }
    if (table.rows() != joined.rows()) {
      throw Error(path, "must hold arrays of as many rows, " + std::to_string(joined.rows()),
                  std::to_string(table.rows()) + " in " + key);
    }
    std::move(table.column_names.begin(), table.column_names.end(), std::back_inserter(joined.column_names));
    std::move(table.columns.begin(), table.columns.end(), std::back_inserter(joined.columns));
    joined.kinds.insert(joined.kinds.end(), table.kinds.begin(), table.kinds.end());
  }
  return joined;
}

data::Table read_any_table(const std::string& path) {
  const DataFormat format = data_format_of(path);
  if (format == DataFormat::npz) return read_npz_table(path);
  return format == DataFormat::csv ? read_table(path) : data::make_table(load_array(path), path);
}

/// All columns as inputs, holes as NaN.
data::Dataset dataset_of(const data::Table& table) {
  Array all(DType::float32, {table.rows(), static_cast<std::int64_t>(table.columns.size())});
  for (std::size_t row = 0; row < table.lines.size(); ++row) {
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
      all.values<float>()[row * table.columns.size() + column] = static_cast<float>(table.columns[column][row]);
    }
  }
  return {all, Array(DType::float32, {table.rows(), 0}), {}, {}};
}

/// Rows that stand in two parts of the default split.
std::vector<std::pair<std::string, std::int64_t>> shared_rows(const data::Table& table) {
  const data::SharedRows shared = data::count_shared_rows(data::split(dataset_of(table), {}, false, 0));
  return {{"train, test", shared.test_in_train},
          {"train, validate", shared.validate_in_train},
          {"test, validate", shared.validate_in_test}};
}

}  // namespace

std::int64_t count_shared_rows(const std::string& part, const std::string& whole) {
  const data::Table first = read_any_table(part), second = read_any_table(whole);
  if (first.column_names != second.column_names) {
    const auto list = [](const data::Table& table) {
      std::string text;
      for (const std::string& name : table.column_names) text += (text.empty() ? "" : ", ") + name;
      return text;
    };
    throw Error(part, "must have the columns of " + whole + ", " + list(second), list(first));
  }
  return data::count_shared_rows(dataset_of(first), dataset_of(second));
}

DataFacts describe_data(const std::string& path) {
  const data::Table table = read_any_table(path);
  const data::DataFacts found = data::describe_data(table);
  DataFacts facts;
  facts.rows = found.rows;
  facts.duplicate_rows = found.duplicate_rows;
  for (const data::ColumnFacts& column : found.columns) {
    facts.columns.push_back({column.name, column.kind == data::ColumnKind::integer ? "integer" : "float", column.min,
                             column.max, column.mean, column.holes, column.nans, column.infinities, column.constant});
  }
  facts.shared_rows = shared_rows(table);
  return facts;
}

}  // namespace kvant
