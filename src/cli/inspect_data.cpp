// SPDX-License-Identifier: Apache-2.0
// Data facts as a table and as JSON.
#include "cli/inspect_data.h"

#include "cli/json_object.h"
#include "cli/print.h"

#include <kvant/data.h>

#include <cmath>

namespace kvant::cli {
namespace {

/// Rows of a later file that stand in an earlier one, for every two files.
template <class Use>
void for_each_pair(const std::vector<std::string>& paths, Use use) {
  for (std::size_t i = 0; i < paths.size(); ++i) {
    for (std::size_t k = i + 1; k < paths.size(); ++k) use(paths[i], paths[k], count_shared_rows(paths[k], paths[i]));
  }
}

/// A column without a finite number has no range.
std::string range_text(double value) { return std::isnan(value) ? "" : to_text(value); }

std::string text_of_file(const std::string& path, bool alone) {
  const DataFacts data = describe_data(path);
  FactList facts;
  facts.add("rows", to_text(data.rows));
  facts.add("columns", to_text(static_cast<std::int64_t>(data.columns.size())));
  facts.add("duplicate rows", to_text(data.duplicate_rows));
  // One file is split by a recipe; several are split already.
  if (alone) {
    for (const auto& [parts, count] : data.shared_rows) facts.add("rows in both " + parts, to_text(count));
  }
  TextTable columns({"column", "type", ">min", ">max", ">mean", ">holes", ">NaN", ">infinite", "remark"});
  for (const ColumnFacts& column : data.columns) {
    columns.add({column.name, column.type, range_text(column.min), range_text(column.max), range_text(column.mean),
                 to_text(column.holes), to_text(column.nans), to_text(column.infinities),
                 column.constant ? "always the same" : ""});
  }
  return facts.text() + "\n" + columns.text();
}

JsonObject json_of_file(const std::string& path, JsonObject json) {
  const DataFacts data = describe_data(path);
  std::vector<JsonObject> columns, shared;
  for (const ColumnFacts& column : data.columns) {
    columns.push_back(JsonObject()
                          .add("name", column.name)
                          .add("type", column.type)
                          .add("min", column.min)
                          .add("max", column.max)
                          .add("mean", column.mean)
                          .add("holes", column.holes)
                          .add("nans", column.nans)
                          .add("infinities", column.infinities)
                          .add("constant", column.constant));
  }
  for (const auto& [parts, count] : data.shared_rows)
    shared.push_back(JsonObject().add("parts", parts).add("rows", count));
  return json.add("rows", data.rows)
      .add("duplicate_rows", data.duplicate_rows)
      .add("shared_rows", shared)
      .add("columns", columns);
}

}  // namespace

std::string text_of_data(const std::vector<std::string>& paths) {
  if (paths.size() == 1) return text_of_file(paths[0], true);
  std::string text;
  for (const std::string& path : paths) text += path + "\n" + text_of_file(path, false) + "\n";
  FactList shared;
  for_each_pair(paths, [&](const std::string& a, const std::string& b, std::int64_t rows) {
    shared.add("rows of " + b + " that stand in " + a, to_text(rows));
  });
  return text + shared.text();
}

std::string json_of_data(const std::vector<std::string>& paths) {
  if (paths.size() == 1) return json_of_file(paths[0], json_facts()).text();
  std::vector<JsonObject> files, shared;
  for (const std::string& path : paths) files.push_back(json_of_file(path, JsonObject().add("file", path)));
  for_each_pair(paths, [&](const std::string& a, const std::string& b, std::int64_t rows) {
    shared.push_back(JsonObject().add("of", b).add("in", a).add("rows", rows));
  });
  return json_facts().add("files", files).add("shared_rows", shared).text();
}

}  // namespace kvant::cli
