// SPDX-License-Identifier: Apache-2.0
// Counts of right and wrong answers, by hand; and which samples are shown.
#include "kvant/report_classes.h"

#include <kvant/sequential.h>
#include <kvant/types/error.h>

#include <doctest/doctest.h>

#include <cmath>

using kvant::Array;
using kvant::ClassAnswers;
using kvant::true_classes;
using Classes = std::vector<std::int32_t>;
using Json = nlohmann::ordered_json;

namespace {

Array floats(const std::vector<float>& values, kvant::Shape shape) {
  return Array::from(values).reshape(std::move(shape));
}

}  // namespace

TEST_CASE("targets of a classifier are indices or one-hot rows") {
  CHECK(true_classes(Array{2, 0, 1}, 3) == Classes{2, 0, 1});
  CHECK(true_classes(floats({2, 0, 1}, {3, 1}), 3) == Classes{2, 0, 1});
  const std::vector<std::uint8_t> labels = {9, 0};
  CHECK(true_classes(Array::from(labels), 10) == Classes{9, 0});
  CHECK(true_classes(floats({0, 0, 1, 1, 0, 0}, {2, 3}), 3) == Classes{2, 0});
  // Numbers to be met, not classes.
  CHECK(true_classes(floats({0, 0.5F, 0.5F, 1, 0, 0}, {2, 3}), 3).empty());
  CHECK(true_classes(floats({0, 1, 1, 1, 0, 0}, {2, 3}), 3).empty());
  CHECK(true_classes(floats({0, 0, 0, 1, 0, 0}, {2, 3}), 3).empty());
  CHECK(true_classes(Array{1, 0}, 1).empty());
  CHECK(true_classes(floats({1, 2, 3, 4}, {2, 2}), 4).empty());
}

TEST_CASE("a model's outputs, or its sigmoid, tell how many classes there are") {
  const auto classes_of = [](std::int64_t units, const std::string& activation) {
    return kvant::count_classes(
        kvant::Sequential({kvant::Dense(units, {.activation = activation, .input_shape = {2}})}));
  };
  CHECK(classes_of(3, "softmax") == 3);
  CHECK(classes_of(2, "linear") == 2);
  CHECK(classes_of(1, "sigmoid") == 2);
  CHECK(classes_of(1, "linear") == 0);
  const kvant::Input x({2});
  CHECK(kvant::count_classes(kvant::Model({x}, {kvant::Dense(2)(x), kvant::Dense(2)(x)})) == 0);
}

TEST_CASE("a class index that is none is refused with its row") {
  for (const float wrong : {3.0F, -1.0F, 0.5F, NAN}) {
    CAPTURE(wrong);
    CHECK_THROWS_AS(true_classes(Array{0, wrong}, 3), kvant::Error);
  }
  CHECK_THROWS_WITH(true_classes(Array{0, 3}, 3), "report: target of row 1 is no class of 0 to 2, received 3");
}

TEST_CASE("the answer is the largest output; what is no probability becomes one") {
  const ClassAnswers sure = kvant::class_answers(floats({0.25F, 0.5F, 0.25F, 0.5F, 0.5F, 0}, {2, 3}), 3);
  CHECK(sure.classes == Classes{1, 0});
  CHECK(sure.probabilities == std::vector<float>{0.5F, 0.5F});
  // An int8 softmax of 1/256 steps need not add up to 1.
  const ClassAnswers coarse = kvant::class_answers(floats({0.99609375F, 0, 0}, {1, 3}), 3);
  CHECK(coarse.probabilities[0] == 0.99609375F);
  // Logits: 1 / (1 + e^-2 + e^-3).
  const ClassAnswers logits = kvant::class_answers(floats({-1, 2, 0}, {1, 3}), 3);
  CHECK(logits.classes == Classes{1});
  CHECK(std::fabs(logits.probabilities[0] - 0.8437947F) < 1e-6F);
  const ClassAnswers two = kvant::class_answers(floats({0.75F, 0.5F, 0.125F}, {3, 1}), 2);
  CHECK(two.classes == Classes{1, 0, 0});
  CHECK(two.probabilities == std::vector<float>{0.75F, 0.5F, 0.875F});
  CHECK(kvant::class_answers(floats({0.5F, NAN, 0.5F}, {1, 3}), 3).probabilities[0] == 0);
}

TEST_CASE("confusion matrix, precision and recall by hand") {
  const Classes actual = {0, 0, 0, 1, 1, 3};
  const ClassAnswers answers = {{0, 0, 1, 1, 0, 0}, std::vector<float>(6, 0.5F)};
  const Json scores = kvant::json_class_scores(actual, answers, 4);
  CHECK(scores["right"] == 3);
  CHECK(scores["accuracy"] == 0.5);
  CHECK(scores["confusion"] == Json::parse("[[2,1,0,0],[1,1,0,0],[0,0,0,0],[1,0,0,0]]"));
  CHECK(scores["precision"] == Json::parse("[0.5,0.5,null,null]"));
  CHECK(scores["recall"].dump() == "[0.6666667,0.5,null,0.0]");
  CHECK_FALSE(kvant::json_class_scores(actual, answers, kvant::most_classes_in_matrix + 1).contains("confusion"));
}

TEST_CASE("samples that are shown are spread evenly, the surest mistakes come first, and few are shown") {
  constexpr std::int64_t rows = 1000;
  Classes actual;
  ClassAnswers exact, quantized;
  for (std::int32_t row = 0; row < rows; ++row) {
    actual.push_back(row % 3);
    exact.classes.push_back(row % 3);
    exact.probabilities.push_back(1);
    // Every tenth row is wrong, and the surer the later; the last ones alike.
    quantized.classes.push_back(row % 10 == 0 ? (row + 1) % 3 : row % 3);
    quantized.probabilities.push_back(std::min(0.5F, static_cast<float>(row) / 1900));
  }
  kvant::Report report;
  report.data.test = {Array(kvant::float32, {rows, 5}), Array(kvant::float32, {rows, 3})};
  report.data.train = {Array(kvant::float32, {2, 5}), Array{1, 1}};
  const Json json =
      kvant::json_classes(report, report.data.test, actual, {{"float", exact}, {"int8", quantized}}, 3, {5});
  CHECK(json["names"] == Json::parse(R"(["0","1","2"])"));
  CHECK(json["rows"] == rows);
  CHECK(json["different"] == 100);
  CHECK(json["judge"] == "int8");
  CHECK(json["samples"]["train"] == Json::parse("[0,2,0]"));
  CHECK(json["examples"].size() == 24);
  CHECK(json["examples"][0]["row"] == 20);
  CHECK(json["examples"][23]["row"] == 979);
  CHECK(json["mistakes"].size() == 24);
  // 0.5 from row 950 on: the first of equals first.
  CHECK(json["mistakes"][0]["row"] == 950);
  CHECK(json["mistakes"][1]["row"] == 960);
  CHECK(json["mistakes"][5]["row"] == 940);
  CHECK(json["mistakes"][0]["actual"] == 950 % 3);
  CHECK(json["mistakes"][0]["int8"] == Json::parse("[0,0.5]"));
  CHECK(json["mistakes"][0]["float"] == Json::parse("[2,1.0]"));
  CHECK(json["confusions"].size() == 3);
  CHECK(json["confusions"][0] == Json::parse(R"([0,1,{"int8":34}])"));
  CHECK(json.dump().size() < 20000);

  report.class_names = {"a", "b"};
  CHECK_THROWS_WITH(kvant::json_classes(report, report.data.test, actual, {}, 3, {5}),
                    "report: takes a name for each of 3 classes, received 2");
}

TEST_CASE("a thousand classes and large pictures stay within a megabyte") {
  constexpr std::int32_t classes = 1000, rows = 2000;
  Classes actual(rows);
  ClassAnswers answers;
  for (std::int32_t row = 0; row < rows; ++row) {
    actual[static_cast<std::size_t>(row)] = row % classes;
    answers.classes.push_back(row * 7 % classes);
    answers.probabilities.push_back(0.25F);
  }
  const kvant::Samples shown = {Array(kvant::uint8, {rows, 64, 64, 3}), Array(kvant::float32, {rows})};
  kvant::Report report;
  const Json json =
      kvant::json_classes(report, shown, actual, {{"float", answers}, {"int8", answers}}, classes, {64, 64, 3});
  CHECK(json["confusions"].size() == kvant::most_confusions);
  CHECK(json.dump().size() < 1000000);
}
