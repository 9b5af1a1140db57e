// SPDX-License-Identifier: Apache-2.0
// Facts about samples as a table and as JSON.
#include "cli/inspect_samples.h"

#include "cli/json_object.h"
#include "cli/print.h"

#include <kvant/describe_samples.h>

namespace kvant::cli {
namespace {

using Counts = std::vector<std::pair<std::string, std::int64_t>>;

std::string table_of(const char* what, const Counts& counts) {
  TextTable table({what, ">samples"});
  for (const auto& [name, count] : counts) table.add({name, to_text(count)});
  return counts.empty() ? "" : "\n" + table.text();
}

std::vector<JsonObject> json_of(const char* what, const Counts& counts) {
  std::vector<JsonObject> all;
  for (const auto& [name, count] : counts) all.push_back(JsonObject().add(what, name).add("samples", count));
  return all;
}

}  // namespace

std::string text_of_samples(const std::string& path) {
  const SampleFacts samples = describe_samples(path);
  const bool pictures = !samples.sizes.empty();
  FactList facts;
  facts.add("samples", to_text(samples.rows));
  facts.add("type", samples.type);
  if (!pictures) {
    facts.add("shape of one", to_string(samples.shape));
    facts.add("min", to_text(samples.min));
    facts.add("max", to_text(samples.max));
    facts.add("mean", to_text(samples.mean));
    if (samples.not_finite > 0) facts.add("NaN or infinite", to_text(samples.not_finite));
  }
  if (pictures || samples.classes.empty()) facts.add("duplicate samples", to_text(samples.duplicate_rows));
  return facts.text() + table_of("class", samples.classes) + table_of("size", samples.sizes);
}

std::string json_of_samples(const std::string& path) {
  const SampleFacts samples = describe_samples(path);
  JsonObject json = json_facts();
  json.add("samples", samples.rows).add("type", samples.type);
  if (samples.sizes.empty()) {
    json.add("shape", std::vector<std::int64_t>(samples.shape))
        .add("min", samples.min)
        .add("max", samples.max)
        .add("mean", samples.mean)
        .add("not_finite", samples.not_finite);
  }
  return json.add("duplicate_samples", samples.duplicate_rows)
      .add("classes", json_of("class", samples.classes))
      .add("sizes", json_of("size", samples.sizes))
      .text();
}

}  // namespace kvant::cli
