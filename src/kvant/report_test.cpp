// SPDX-License-Identifier: Apache-2.0
// A report says what was trained, the same each time, and leaves out what it was not given.
#include <kvant/converter.h>
#include <kvant/random.h>
#include <kvant/report.h>
#include <kvant/sequential.h>
#include <kvant/types/error.h>

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace {

nlohmann::json data_of(const std::string& page) {
  const std::string opening = "id=\"report-data\">";
  const std::size_t begin = page.find(opening) + opening.size();
  return nlohmann::json::parse(page.substr(begin, page.find("</script>", begin) - begin));
}

kvant::Array column(int rows, float first) {
  std::vector<float> values;
  for (int i = 0; i < rows; ++i) values.push_back(first + 0.25F * static_cast<float>(i));
  return kvant::Array::from(values);
}

/// Everything a report can have, of a small model.
struct Small {
  kvant::Sequential model{{kvant::Dense(3, {.activation = "relu", .input_shape = {1}}), kvant::Dense(1)}};
  kvant::Report report;

  Small() {
    report.data = {{column(20, 0), column(20, 1)}, {column(5, 0.1F), column(5, 1.1F)}, {column(4, 0.2F), column(4, 1)}};
    model.compile({.loss = "mse", .metrics = {"mae"}});
    report.history = model.fit(report.data.train.x, report.data.train.y, {.epochs = 3, .verbose = 0});
    report.name = "small";
    report.model = &model;
    report.clean = {column(20, 0), column(20, 1)};
    auto converter = kvant::TFLiteConverter::from_keras_model(model);
    report.float_model = converter.convert();
    converter.optimizations = {kvant::Optimize::DEFAULT};
    converter.representative_dataset = report.data.train.x;
    converter.target_spec.supported_ops = {kvant::OpsSet::TFLITE_BUILTINS_INT8};
    converter.inference_input_type = kvant::int8;
    report.int8_model = converter.convert();
    report.provenance = R"({"command": "test", "outputs": {"a": "00"}})";
  }
};

}  // namespace

TEST_CASE("a report has every part, and the same bytes each time") {
  kvant::set_seed(3);
  const Small small;
  const std::string page = kvant::emit_report(small.report);
  CHECK(page == kvant::emit_report(small.report));
  const nlohmann::json data = data_of(page);
  CHECK(data["name"] == "small");
  CHECK(data["seed"] == 3);
  CHECK(data["data"]["parts"]["train"]["x"].size() == 20);
  CHECK(data["data"]["parts"]["train"]["rows"] == 20);
  CHECK(data["data"]["clean"]["y"].size() == 20);
  CHECK(data["history"]["series"][0][1].size() == 3);
  CHECK(data["layers"].size() == 3);
  CHECK(data["layers"][1]["kernel"][0].size() == 3);
  CHECK(data["layers"][2]["parameters"] == 4);
  CHECK(data["measured"] == "test");
  for (const char* model : {"float", "int8"}) {
    CHECK(data["models"][model]["predicted"].size() == 5);
    CHECK(data["models"][model]["line"].size() == data["line_x"].size());
    CHECK(data["models"][model]["costs"]["file_bytes"] > 1000);
    CHECK(data["models"][model]["scores"]["mse"] > 0);
  }
  const auto& float_answers = data["models"]["float"]["predicted"];
  const kvant::Array expected = small.model.predict(small.report.data.test.x);
  for (std::size_t i = 0; i < 5; ++i)
    CHECK(std::fabs(float_answers[i].get<float>() - expected.values<float>()[i]) < 1e-6F);
  CHECK(data["tensors"][0]["zero_point"] == -128);
  CHECK(data["provenance"]["command"] == "test");
}

TEST_CASE("a report of little says little") {
  const nlohmann::json data = data_of(kvant::emit_report({.name = "</script>"}));
  CHECK(data["name"] == "</script>");
  CHECK(data["models"].empty());
  CHECK_FALSE(data.contains("history"));
  CHECK_FALSE(data.contains("layers"));
  CHECK_FALSE(data.contains("actual"));
}

TEST_CASE("a loss that is not a number is none") {
  kvant::Report report;
  report.history.history = {{"loss", {1.5, NAN, INFINITY}}};
  report.history.stalled = true;
  const nlohmann::json data = data_of(kvant::emit_report(report));
  CHECK(data["history"]["series"][0][1] == nlohmann::json::parse("[1.5, null, null]"));
  CHECK(data["history"]["stalled"] == true);
}

TEST_CASE("models of several inputs and outputs, and many samples") {
  kvant::Sequential model({kvant::Dense(2, {.input_shape = {3}})});
  kvant::Report report;
  report.model = &model;
  report.data.train = {kvant::Array(kvant::float32, {5000, 3}), kvant::Array(kvant::float32, {5000, 2})};
  const nlohmann::json data = data_of(kvant::emit_report(report));
  CHECK(data["data"]["input_size"] == 3);
  CHECK(data["data"]["parts"]["train"]["x"].size() == 2000);
  CHECK(data["data"]["parts"]["train"]["rows"] == 5000);
  CHECK(data["measured"] == "train");
  CHECK(data["models"]["float"]["predicted"].size() == 2000);
  CHECK_FALSE(data.contains("line_x"));
}

TEST_CASE("a classifier's report counts its classes in both models, and has no columns of numbers") {
  // The class is where the larger of two numbers stands; the third class is never answered.
  kvant::Sequential model({kvant::Dense(3, {.activation = "softmax", .input_shape = {2}})});
  model.set_weights(
      {kvant::Array::from<float>(std::vector<float>{4, 0, 0, 0, 4, 0}).reshape({2, 3}), kvant::Array{0, 0, -9}});
  const std::vector<float> x = {1, 0, 0.9F, 0.1F, 0, 1, 0.2F, 0.8F, 0.3F, 0.6F};
  kvant::Report report;
  report.model = &model;
  report.data.test = {kvant::Array::from(x).reshape({5, 2}), kvant::Array{0, 1, 1, 1, 2}};
  report.class_names = {"left", "right", "none"};
  auto converter = kvant::TFLiteConverter::from_keras_model(model);
  report.float_model = converter.convert();
  converter.optimizations = {kvant::Optimize::DEFAULT};
  converter.representative_dataset = report.data.test.x;
  report.int8_model = converter.convert();
  const std::string page = kvant::emit_report(report);
  CHECK(page == kvant::emit_report(report));
  const nlohmann::json data = data_of(page);
  for (const char* one : {"float", "int8"}) {
    const auto& scores = data["models"][one];
    CHECK(scores["classes"]["confusion"] == nlohmann::json::parse("[[1,0,0],[1,2,0],[0,1,0]]"));
    CHECK(scores["classes"]["right"] == 3);
    CHECK(scores["costs"]["file_bytes"] > 1000);
    CHECK_FALSE(scores.contains("predicted"));
  }
  CHECK(data["classes"]["names"][1] == "right");
  CHECK(data["classes"]["different"] == 0);
  CHECK(data["classes"]["mistakes"].size() == 2);
  CHECK(data["classes"]["mistakes"][0]["row"] == 1);
  CHECK(data["classes"]["drawing"]["points"] == 2);
  CHECK(data["data"]["parts"]["test"] == nlohmann::json::parse(R"({"rows":5})"));
  CHECK_FALSE(data.contains("actual"));
  CHECK_FALSE(data.contains("line_x"));

  // Answers that are known are not asked for again.
  report.int8_answers = kvant::Array(kvant::float32, {5, 3});
  CHECK(data_of(kvant::emit_report(report))["models"]["int8"]["classes"]["right"] == 1);
  report.int8_answers = kvant::Array(kvant::float32, {4, 3});
  CHECK_THROWS_AS(kvant::emit_report(report), kvant::Error);
  report.int8_answers = {};

  // The same by one-hot targets.
  report.data.test.y =
      kvant::Array::from<float>(std::vector<float>{1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1}).reshape({5, 3});
  CHECK(data_of(kvant::emit_report(report))["models"] == data["models"]);

  report.data.test.y = kvant::Array{0, 1, 1, 1, 3};
  CHECK_THROWS_AS(kvant::emit_report(report), kvant::Error);
}

TEST_CASE("layers that move a window say which") {
  const kvant::Sequential model({kvant::Input({8, 8, 2}), kvant::MaxPooling2D(3, {.strides = 1}),
                                 kvant::AveragePooling2D({3, 2}), kvant::Flatten()});
  const nlohmann::json layers = data_of(kvant::emit_report({.model = &model}))["layers"];
  CHECK(layers[1]["window"] == "3×3");
  CHECK(layers[2]["window"] == "3×2/3×2");
  CHECK(layers[3]["window"] == "");
}

TEST_CASE("layers of a graph say what enters them") {
  const kvant::Input left({4}, "left"), right({4}, "right");
  const kvant::KerasTensor sum = kvant::Add()({left, kvant::Dense(4, {.name = "way"})(right)});
  const kvant::Model model({left, right}, {kvant::Dense(2, {.name = "last"})(sum)});
  const nlohmann::json layers = data_of(kvant::emit_report({.model = &model}))["layers"];
  REQUIRE(layers.size() == 5);
  const auto find = [&](const std::string& name) {
    return *std::find_if(layers.begin(), layers.end(), [&](const auto& layer) { return layer["name"] == name; });
  };
  CHECK(find("left")["type"] == "Input");
  CHECK_FALSE(find("left").contains("from"));
  CHECK(find("add")["from"] == nlohmann::json::parse(R"(["left","way"])"));
  CHECK_FALSE(find("last").contains("from"));
}

TEST_CASE("a report of what does not fit is refused") {
  Small small;
  small.report.data.test.y = column(4, 0);
  CHECK_THROWS_AS(kvant::emit_report(small.report), kvant::Error);
}
