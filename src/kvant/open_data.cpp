// SPDX-License-Identifier: Apache-2.0
// Opens files as samples, divides samples, and reads some into memory.
#include <kvant/open_data.h>

#include "data/csv_source.h"
#include "data/dataset.h"
#include "data/row_subset.h"
#include "data/stored_source.h"
#include "kvant/data_files.h"
#include "kvant/mapped_file.h"

#include <kvant/random.h>
#include <kvant/types/error.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <utility>

namespace kvant {
namespace {

data::NamedStoredArray open_named(const std::string& path, bool stream) {
  data::StoredArray array = open_array(path, stream);
  if (data_format_of(path) == DataFormat::idx && array.shape.size() == 3) array.shape.push_back(1);
  return {path, std::move(array)};
}

/// Another source, which is kept alive.
std::shared_ptr<data::SampleSource> keep(const DataSource& source) {
  const auto kept = std::make_shared<DataSource>(source);
  return {kept, &kept->source()};
}

/// Zeros for rows of these shapes, and where each array begins.
std::vector<Array> make_arrays(const std::vector<Shape>& shapes, std::int64_t rows, std::vector<float*>& places) {
  std::vector<Array> arrays;
  for (Shape shape : shapes) {
    shape.insert(shape.begin(), rows);
    arrays.emplace_back(DType::float32, std::move(shape));
  }
  for (Array& array : arrays) places.push_back(array.values<float>().data());
  return arrays;
}

}  // namespace

DataSource open_arrays(const std::vector<std::string>& x, const std::vector<std::string>& y, bool stream) {
  std::vector<data::NamedStoredArray> inputs, targets;
  for (const std::string& path : x) inputs.push_back(open_named(path, stream));
  for (const std::string& path : y) targets.push_back(open_named(path, stream));
  return DataSource(std::make_shared<data::StoredSource>(std::move(inputs), std::move(targets), stream));
}

DataSource open_csv(const std::string& path, const std::vector<std::string>& inputs,
                    const std::vector<std::string>& targets, const std::string& left_out) {
  const MappedFile file = map_file(path);
  const std::string_view text(reinterpret_cast<const char*>(file.bytes.data()), file.bytes.size());
  return DataSource(std::make_shared<data::CsvSource>(text, file.keeper, path, inputs, targets, left_out));
}

SourceParts split(const DataSource& source, const Fractions& fractions, bool shuffle) {
  data::SplitRows rows =
      data::split_rows(source.rows(), {fractions.train, fractions.test, fractions.validate}, shuffle, current_seed());
  const auto whole = keep(source);
  const auto part = [&](std::vector<std::int64_t>& chosen) -> std::optional<DataSource> {
    if (chosen.empty()) return {};
    return DataSource(std::make_shared<data::RowSubset>(whole, std::move(chosen)));
  };
  return {part(rows.train), part(rows.test), part(rows.validate)};
}

SourceArrays read_rows(const DataSource& source, std::int64_t begin, std::int64_t end) {
  if (begin < 0 || end < begin || end > source.rows()) {
    throw Error("data", "has " + std::to_string(source.rows()) + " rows",
                "rows " + std::to_string(begin) + " to " + std::to_string(end));
  }
  std::vector<std::int64_t> rows(static_cast<std::size_t>(end - begin));
  std::iota(rows.begin(), rows.end(), begin);
  std::vector<float*> x, y;
  SourceArrays arrays{make_arrays(source.input_shapes(), end - begin, x),
                      make_arrays(source.target_shapes(), end - begin, y)};
  if (!rows.empty()) source.source().fetch(rows, x, y);
  return arrays;
}

std::vector<Array> read_targets(const DataSource& source) {
  constexpr std::int64_t step = 256;
  std::vector<float*> y;
  std::vector<Array> targets = make_arrays(source.target_shapes(), source.rows(), y);
  std::vector<std::int64_t> rows;
  for (std::int64_t begin = 0; begin < source.rows(); begin += step) {
    rows.resize(static_cast<std::size_t>(std::min(step, source.rows() - begin)));
    std::iota(rows.begin(), rows.end(), begin);
    source.source().fetch(rows, {}, y);
    for (std::size_t i = 0; i < y.size(); ++i)
      y[i] += static_cast<std::int64_t>(rows.size()) * (targets[i].size() / source.rows());
  }
  return targets;
}

}  // namespace kvant
