// SPDX-License-Identifier: Apache-2.0
// Counting right and wrong answers, and choosing the samples that are shown.
#include "kvant/report_classes.h"

#include "kvant/report_data.h"
#include "kvant/report_samples.h"
#include "layers/layer.h"

#include <kvant_micro/core/float_math.h>

#include <kvant/types/error.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace kvant {
namespace {

using Json = nlohmann::ordered_json;
using Classes = std::vector<std::int32_t>;

std::size_t index(std::int64_t value) { return static_cast<std::size_t>(value); }

/// One column of class indices.
Classes classes_of_column(std::span<const float> values, std::int64_t classes) {
  Classes all;
  for (std::size_t row = 0; row < values.size(); ++row) {
    const float value = values[row];
    if (!(value >= 0) || value >= static_cast<float>(classes) || value != std::floor(value))
      throw Error("report", fmt::format("target of row {} is no class of 0 to {}", row, classes - 1),
                  fmt::format("{}", value));
    all.push_back(static_cast<std::int32_t>(value));
  }
  return all;
}

/// One column for each class; empty when a row has anything but a single one.
Classes classes_of_one_hot(std::span<const float> values, std::int64_t classes) {
  Classes all;
  for (auto row = values.begin(); row != values.end(); row += classes) {
    const auto one = std::find(row, row + classes, 1.0F);
    if (one == row + classes || std::count(row, row + classes, 0.0F) != classes - 1) return {};
    all.push_back(static_cast<std::int32_t>(one - row));
  }
  return all;
}

bool are_probabilities(std::span<const float> row) {
  // An int8 softmax answers in steps of 1/256.
  const float slack = 0.02F + static_cast<float>(row.size()) / 512;
  float sum = 0;
  for (const float value : row) {
    if (!(value >= 0 && value <= 1)) return false;
    sum += value;
  }
  return std::fabs(sum - 1) <= slack;
}

/// What softmax gives the largest of these.
float largest_probability(std::span<const float> row, float largest) {
  float sum = 0;
  for (const float value : row) sum += kvant_micro::float_exp(value - largest);
  return 1 / sum;
}

Json share(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? Json(nullptr) : json_number(static_cast<double>(part) / static_cast<double>(whole));
}

Json names_of(const std::vector<std::string>& given, std::int64_t classes) {
  if (!given.empty() && static_cast<std::int64_t>(given.size()) != classes)
    throw Error("report", fmt::format("takes a name for each of {} classes", classes), fmt::format("{}", given.size()));
  Json names = Json::array();
  for (std::int64_t i = 0; i < std::min(classes, most_classes_in_table); ++i)
    names.push_back(given.empty() ? fmt::format("{}", i) : given[index(i)]);
  return names;
}

/// How many samples of each class a part has; null for a part whose targets are not those of a classifier.
Json json_counts(const Samples& samples, std::int64_t classes) {
  const Classes actual = true_classes(samples.y, classes);
  if (actual.empty()) return nullptr;
  std::vector<std::int64_t> counts(index(classes));
  for (const std::int32_t one : actual) ++counts[index(one)];
  counts.resize(index(std::min(classes, most_classes_in_table)));
  return counts;
}

/// The most frequent mistakes, by all models together.
Json json_confusions(const Classes& actual, const AnswersByModel& answers) {
  struct Confusion {
    std::int64_t times = 0;
    Json by_model = Json::object();
  };
  std::map<std::pair<std::int32_t, std::int32_t>, Confusion> found;
  for (const auto& [model, given] : answers) {
    for (std::size_t row = 0; row < actual.size(); ++row) {
      if (given.classes[row] == actual[row]) continue;
      Confusion& one = found[{actual[row], given.classes[row]}];
      ++one.times;
      one.by_model[model] = one.by_model.value(model, 0) + 1;
    }
  }
  std::vector<std::pair<std::pair<std::int32_t, std::int32_t>, Confusion>> all(found.begin(), found.end());
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return a.second.times != b.second.times ? a.second.times > b.second.times : a.first < b.first;
  });
  if (static_cast<std::int64_t>(all.size()) > most_confusions) all.resize(most_confusions);
  Json list = Json::array();
  for (const auto& [pair, one] : all) list.push_back({pair.first, pair.second, one.by_model});
  return list;
}

/// Rows spread evenly from begin to end.
std::vector<std::int64_t> even_rows(std::int64_t rows) {
  std::vector<std::int64_t> chosen;
  const std::int64_t count = std::min(rows, most_samples);
  for (std::int64_t i = 0; i < count; ++i) chosen.push_back((2 * i + 1) * rows / (2 * count));
  return chosen;
}

/// The rows where a wrong answer was given with the greatest certainty.
std::vector<std::int64_t> worst_rows(const Classes& actual, const ClassAnswers& answers) {
  std::vector<std::int64_t> wrong;
  for (std::size_t row = 0; row < actual.size(); ++row) {
    if (answers.classes[row] != actual[row]) wrong.push_back(static_cast<std::int64_t>(row));
  }
  std::sort(wrong.begin(), wrong.end(), [&](std::int64_t a, std::int64_t b) {
    const float sure_a = answers.probabilities[index(a)], sure_b = answers.probabilities[index(b)];
    return sure_a != sure_b ? sure_a > sure_b : a < b;
  });
  if (static_cast<std::int64_t>(wrong.size()) > most_samples) wrong.resize(index(most_samples));
  return wrong;
}

Json json_samples(const std::vector<std::int64_t>& rows, const SampleDrawings& drawings, const Classes& actual,
                  const AnswersByModel& answers) {
  Json all = Json::array();
  for (const std::int64_t row : rows) {
    Json one = {{"row", row}, {"actual", actual[index(row)]}, {"bytes", drawings.bytes_of(row)}};
    for (const auto& [model, given] : answers)
      one[model] = {given.classes[index(row)],
                    std::round(1000 * static_cast<double>(given.probabilities[index(row)])) / 1000};
    all.push_back(one);
  }
  return all;
}

}  // namespace

std::int64_t count_classes(const Model& model) {
  const std::vector<Shape> outputs = model.output_shapes();
  if (outputs.size() != 1 || outputs[0].empty()) return 0;
  const std::int64_t numbers = element_count({outputs[0].begin() + 1, outputs[0].end()});
  if (numbers != 1) return std::max<std::int64_t>(numbers, 0);
  const layers::Config last = model.layers().back().implementation()->config();
  return layers::read_string(last, "activation", "", "") == "sigmoid" ? 2 : 0;
}

std::vector<std::int32_t> true_classes(const Array& targets, std::int64_t classes) {
  if (targets.empty() || classes < 2) return {};
  const Array values = targets.astype(DType::float32);
  if (targets.size() == targets.rows()) return classes_of_column(values.values<float>(), classes);
  if (targets.size() == targets.rows() * classes) return classes_of_one_hot(values.values<float>(), classes);
  return {};
}

ClassAnswers class_answers(const Array& outputs, std::int64_t classes) {
  const auto values = outputs.values<float>();
  ClassAnswers answers;
  if (classes == 2 && outputs.size() == outputs.rows()) {
    for (const float value : values) {
      answers.classes.push_back(value > 0.5F ? 1 : 0);
      answers.probabilities.push_back(value > 0.5F ? value : 1 - value);
    }
    return answers;
  }
  for (std::size_t begin = 0; begin < values.size(); begin += index(classes)) {
    const std::span<const float> row = values.subspan(begin, index(classes));
    const auto largest = std::max_element(row.begin(), row.end());
    answers.classes.push_back(static_cast<std::int32_t>(largest - row.begin()));
    const float probability = are_probabilities(row) ? *largest : largest_probability(row, *largest);
    answers.probabilities.push_back(std::isnan(probability) ? 0 : probability);
  }
  return answers;
}

nlohmann::ordered_json json_class_scores(const std::vector<std::int32_t>& actual, const ClassAnswers& answers,
                                         std::int64_t classes) {
  std::vector<std::int64_t> asked(index(classes)), answered(index(classes)), right(index(classes));
  const bool draws = classes <= most_classes_in_matrix;
  std::vector<std::vector<std::int64_t>> confusion;
  if (draws) confusion.assign(index(classes), std::vector<std::int64_t>(index(classes)));
  for (std::size_t row = 0; row < actual.size(); ++row) {
    const std::size_t truth = index(actual[row]), answer = index(answers.classes[row]);
    ++asked[truth];
    ++answered[answer];
    if (truth == answer) ++right[truth];
    if (draws) ++confusion[truth][answer];
  }
  const std::int64_t all_right = std::accumulate(right.begin(), right.end(), std::int64_t{0});
  Json scores = {{"accuracy", share(all_right, static_cast<std::int64_t>(actual.size()))},
                 {"right", all_right},
                 {"precision", Json::array()},
                 {"recall", Json::array()}};
  for (std::size_t i = 0; i < index(std::min(classes, most_classes_in_table)); ++i) {
    scores["precision"].push_back(share(right[i], answered[i]));
    scores["recall"].push_back(share(right[i], asked[i]));
  }
  if (draws) scores["confusion"] = confusion;
  return scores;
}

nlohmann::ordered_json json_classes(const Report& report, const Samples& samples,
                                    const std::vector<std::int32_t>& actual, const AnswersByModel& answers,
                                    std::int64_t classes, const Shape& sample_shape) {
  Json json = {{"names", names_of(report.class_names, classes)}, {"count", classes}, {"rows", actual.size()}};
  const std::pair<const char*, const Samples*> parts[] = {
      {"train", &report.data.train}, {"test", &report.data.test}, {"validate", &report.data.validate}};
  for (const auto& [name, part] : parts) {
    if (!part->y.empty()) json["samples"][name] = json_counts(*part, classes);
  }
  if (answers.empty()) return json;
  if (answers.contains("float") && answers.contains("int8")) {
    std::int64_t different = 0;
    for (std::size_t row = 0; row < actual.size(); ++row)
      different += answers.at("float").classes[row] != answers.at("int8").classes[row];
    json["different"] = different;
  }
  const std::string judge = answers.contains("int8") ? "int8" : "float";
  const SampleDrawings drawings(samples.x, sample_shape);
  const auto rows = static_cast<std::int64_t>(actual.size());
  json["confusions"] = json_confusions(actual, answers);
  json["drawing"] = drawings.form();
  json["examples"] = json_samples(even_rows(rows), drawings, actual, answers);
  json["judge"] = judge;
  json["mistakes"] = json_samples(worst_rows(actual, answers.at(judge)), drawings, actual, answers);
  return json;
}

}  // namespace kvant
