// SPDX-License-Identifier: Apache-2.0
// Data facts as a table and as JSON.
#include "cli/inspect_data.h"

#include "cli/json_object.h"
#include "cli/print.h"

#include <kvant/data.h>

namespace kvant::cli {

std::string text_of_data(const std::string& path) {
  const DataFacts data = describe_data(path);
  FactList facts;
  facts.add("rows", to_text(data.rows));
  facts.add("columns", to_text(static_cast<std::int64_t>(data.columns.size())));
  facts.add("duplicate rows", to_text(data.duplicate_rows));
  for (const auto& [parts, count] : data.shared_rows) facts.add("rows in " + parts, to_text(count));
  TextTable columns({"column", "type", ">min", ">max", ">mean", ">holes", ">NaN", ">infinite", "remark"});
  for (const ColumnFacts& column : data.columns) {
    columns.add({column.name, column.type, to_text(column.min), to_text(column.max), to_text(column.mean),
                 to_text(column.holes), to_text(column.nans), to_text(column.infinities),
                 column.constant ? "always the same" : ""});
  }
  return facts.text() + "\n" + columns.text();
}

std::string json_of_data(const std::string& path) {
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
  return json_facts()
      .add("rows", data.rows)
      .add("duplicate_rows", data.duplicate_rows)
      .add("shared_rows", shared)
      .add("columns", columns)
      .text();
}

}  // namespace kvant::cli
