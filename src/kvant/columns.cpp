// SPDX-License-Identifier: Apache-2.0
// Chooses columns and arrays of data files.
#include <kvant/columns.h>

#include "data/dataset.h"
#include "kvant/data_files.h"

#include <kvant/open_data.h>
#include <kvant/suggest.h>
#include <kvant/types/error.h>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace kvant {
namespace {

std::size_t place_of(const NamedColumns& table, const std::string& column, const std::string& path) {
  const auto found = std::find(table.names.begin(), table.names.end(), column);
  if (found != table.names.end()) return static_cast<std::size_t>(found - table.names.begin());
  const std::string closest = closest_word(column, table.names);
  std::string list;
  for (const std::string& name : table.names) list += (list.empty() ? "" : ", ") + name;
  throw Error(path,
              "has no column \"" + column + "\"; " +
                  (closest.empty() ? "there are " + list : "did you mean \"" + closest + "\"?"),
              {}, ErrorKind::usage);
}

Array columns_of(const NamedColumns& table, const std::vector<std::string>& names, const std::string& path) {
  std::vector<std::size_t> places;
  for (const std::string& name : names) places.push_back(place_of(table, name, path));
  const auto width = static_cast<std::int64_t>(places.size());
  Array chosen(DType::float32, {table.values.rows(), width});
  const auto from = table.values.values<float>();
  const auto to = chosen.values<float>();
  const std::size_t row_length = table.names.size();
  for (std::size_t row = 0, next = 0; row < static_cast<std::size_t>(table.values.rows()); ++row) {
    for (const std::size_t place : places) to[next++] = from[row * row_length + place];
  }
  return chosen;
}

const Array& array_of(const std::map<std::string, Array>& arrays, const std::string& key, const std::string& path) {
  const auto found = arrays.find(key);
  if (found != arrays.end()) return found->second;
  std::string list;
  for (const auto& [name, array] : arrays) list += (list.empty() ? "" : ", ") + name;
  throw Error(path, "must hold an array called " + key, list.empty() ? "no arrays" : list);
}

}  // namespace

Array load_inputs(const std::string& path, const std::vector<std::string>& columns) {
  const DataFormat format = data_format_of(path);
  if (format == DataFormat::csv) {
    const NamedColumns table = load_csv(path);
    return columns_of(table, columns.empty() ? table.names : columns, path);
  }
  if (!columns.empty()) throw Error("inputs", "name columns of a .csv file", path, ErrorKind::usage);
  if (format == DataFormat::npz) {
    const std::map<std::string, Array> arrays = load_npz(path);
    return arrays.size() == 1 ? arrays.begin()->second : array_of(arrays, "x", path);
  }
  return load_array(path);
}

Samples load_samples(const std::string& path, const std::vector<std::string>& inputs,
                     const std::vector<std::string>& targets, const std::string& left_out) {
  const DataFormat format = data_format_of(path);
  if (format == DataFormat::npz) {
    if (!inputs.empty() || !targets.empty()) {
      throw Error("inputs and targets", "name columns of a .csv file", path, ErrorKind::usage);
    }
    const std::map<std::string, Array> arrays = load_npz(path);
    Samples samples{array_of(arrays, "x", path), array_of(arrays, "y", path)};
    data::check_finite(samples.x, path + ": x");
    data::check_finite(samples.y, path + ": y");
    if (samples.x.rows() == samples.y.rows()) return samples;
    throw Error(path, "x and y must have as many rows",
                std::to_string(samples.x.rows()) + " and " + std::to_string(samples.y.rows()));
  }
  if (format != DataFormat::csv)
    throw Error(path, "must be a .npz with arrays x and y, or a .csv", {}, ErrorKind::usage);
  const NamedColumns table = load_csv(path);
  if (table.names.size() < 2) throw Error(path, "must have a column of inputs and one of targets");
  std::vector<std::string> others = table.names;
  std::erase(others, left_out);
  const std::vector<std::string> y_names = targets.empty() ? std::vector{others.back()} : targets;
  std::vector<std::string> x_names = inputs;
  if (x_names.empty()) {
    for (const std::string& name : others) {
      if (std::find(y_names.begin(), y_names.end(), name) == y_names.end()) x_names.push_back(name);
    }
  }
  if (x_names.empty()) throw Error(path, "needs at least one input column", {}, ErrorKind::usage);
  return {columns_of(table, x_names, path), columns_of(table, y_names, path)};
}

Array load_weights(const std::string& path, const std::string& name, bool stream) {
  Array given;
  if (data_format_of(path) == DataFormat::npz)
    given = array_of(load_npz(path), name, path);
  else
    given = stream ? read_targets(open_csv(path, {name}, {name}))[0] : load_inputs(path, {name});
  const std::string where = path + ": " + name;
  if (given.rank() == 0 || given.size() != given.rows())
    throw Error(where, "must hold one number for each sample", to_string(given.shape()));
  Array weights = given.astype(DType::float32).reshape({given.rows()});
  data::check_finite(weights, where);
  const auto values = std::as_const(weights).values<float>();
  const auto wrong = std::find_if(values.begin(), values.end(), [](float weight) { return weight < 0.0f; });
  if (wrong == values.end()) return weights;
  throw Error(where, fmt::format("row {} (from 0) must be 0 or more", wrong - values.begin()),
              fmt::format("{}", *wrong));
}

}  // namespace kvant
