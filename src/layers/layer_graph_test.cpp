// SPDX-License-Identifier: Apache-2.0
// Layers: names, configs, layouts and the graph they make.
#include "layers/layer_graph.h"

#include "layers/input_layer.h"
#include "layers/layer_registry.h"

#include <doctest/doctest.h>
#include <kvant/types/error.h>

#include <algorithm>
#include <string>
#include <utility>

using namespace kvant;
using namespace kvant::layers;

namespace {

std::shared_ptr<Layer> dense(std::int64_t units, const std::string& activation = "linear", bool use_bias = true) {
  return make_layer({"keras.layers",
                     "Dense",
                     {{"units", units},
                      {"activation", activation},
                      {"use_bias", use_bias},
                      {"bias_initializer", std::string("ones")}}});
}

std::shared_ptr<Layer> activation(const std::string& name) {
  return make_layer({"keras.layers", "Activation", {{"activation", name}}});
}

Config dense_config(std::vector<ConfigEntry> entries) { return {"keras.layers", "Dense", std::move(entries)}; }

}  // namespace

TEST_CASE("names are made as Keras makes them") {
  CHECK(snake_case("Dense") == "dense");
  CHECK(snake_case("InputLayer") == "input_layer");
  CHECK(snake_case("ReLU") == "re_lu");
  CHECK(snake_case("DepthwiseConv2D") == "depthwise_conv2d");
  CHECK(snake_case("LSTM") == "lstm");
  LayerGraph stack;
  auto taken = dense(2);
  taken->set_name("dense_1");
  stack.add(taken);
  stack.add(dense(2));
  stack.add(dense(2));
  stack.add(activation("relu"));
  CHECK(stack.layers()[1]->name() == "dense");
  CHECK(stack.layers()[2]->name() == "dense_2");
  CHECK(stack.layers()[3]->name() == "activation");
  CHECK_THROWS_AS(stack.add(taken), Error);
}

TEST_CASE("a stack becomes a graph of operators over shared variables") {
  LayerGraph stack;
  stack.add(std::make_shared<InputLayer>(Shape{unknown_length, 3}));
  stack.add(dense(4, "relu"));
  stack.add(dense(2, "relu6", false));
  SeedSource seeds;
  stack.build(seeds);
  CHECK(stack.input_shapes().at(0) == Shape{-1, 3});
  CHECK(stack.output_shapes().at(0) == Shape{-1, 2});
  const graph::Graph graph = stack.graph();
  graph::check_graph(graph, "stack");
  REQUIRE(graph.nodes.size() == 4);
  CHECK(graph.nodes[0].code == 9);
  CHECK(graph.nodes[1].code == 19);
  CHECK(graph.nodes[2].inputs[2] == graph::no_tensor);
  CHECK(graph.nodes[3].code == 21);
  CHECK(graph.at(graph.nodes[0].inputs[1]).data == stack.variables()[0]->value);
  CHECK(graph.at(graph.nodes[0].inputs[1]).shape == Shape{4, 3});
  CHECK(graph.at(graph.nodes[0].inputs[1]).trainable);

  stack.layers()[1]->set_trainable(false);
  CHECK_FALSE(stack.graph().at(graph.nodes[0].inputs[1]).trainable);
}

TEST_CASE("a variable shows Keras' layout and keeps the operator's") {
  Variable variable{.name = "kernel",
                    .path = "dense/kernel",
                    .value = std::make_shared<Array>(DType::float32, Shape{3, 2}),
                    .keras_permutation = {1, 0}};
  const Array keras = Array::from<float>(std::vector<float>{1, 2, 3, 4, 5, 6}).reshape({2, 3});
  variable.set_keras_value(keras);
  const std::vector<float> wanted = {1, 4, 2, 5, 3, 6};
  CHECK(std::ranges::equal(std::as_const(*variable.value).values<float>(), wanted));
  CHECK(variable.keras_shape() == Shape{2, 3});
  const Array back = variable.keras_value();
  CHECK(std::ranges::equal(back.values<float>(), keras.values<float>()));
  CHECK_THROWS_WITH_AS(variable.set_keras_value(Array({1, 2})), "dense/kernel: has shape (2, 3), received (2,)", Error);
}

TEST_CASE("transpose puts axis i where axis permutation[i] was") {
  Array cube(DType::float32, {2, 3, 4});
  for (std::size_t i = 0; i < 24; ++i) cube.values<float>()[i] = static_cast<float>(i);
  const Array turned = transpose(cube, {2, 0, 1});
  CHECK(turned.shape() == Shape{4, 2, 3});
  CHECK(turned.values<float>()[(3 * 2 + 1) * 3 + 2] == 1 * 12 + 2 * 4 + 3);
}

TEST_CASE("a layer's config makes the same layer again") {
  LayerGraph stack;
  stack.add(std::make_shared<InputLayer>(Shape{unknown_length, 3}));
  stack.add(dense(4, "relu", false));
  stack.add(activation("relu6"));
  for (const auto& layer : stack.layers()) {
    const Config config = layer->config();
    const auto again = make_layer(config);
    CHECK(again->class_name() == layer->class_name());
    CHECK(again->name() == layer->name());
    REQUIRE(again->config().entries.size() == config.entries.size());
    for (std::size_t i = 0; i < config.entries.size(); ++i)
      CHECK(again->config().entries[i].key == config.entries[i].key);
  }
  const Config again = make_layer(stack.layers()[1]->config())->config();
  CHECK(read_integer(again, "units", 0, "") == 4);
  CHECK(read_string(again, "activation", "", "") == "relu");
  CHECK_FALSE(read_bool(again, "use_bias", true, ""));
  CHECK(std::get<Config>(*find(again, "bias_initializer")).class_name == "Ones");
}

TEST_CASE("numbers come alone, in a list, or in lists of a list") {
  const ConfigValue pairs = ConfigList({{"", Shape{1, 2}}, {"", Shape{0, 3}}});
  const ConfigValue row = ConfigList({{"", ConfigList({{"", 0.5}, {"", std::int64_t{2}}})}});
  const Config config("", "", {{"pairs", pairs}, {"row", row}, {"lengths", Shape{4, 5}}, {"one", std::int64_t{7}}});
  CHECK(read_numbers(config, "pairs", "") == std::vector<double>{1, 2, 0, 3});
  CHECK(read_numbers(config, "row", "") == std::vector<double>{0.5, 2});
  CHECK(read_numbers(config, "lengths", "") == std::vector<double>{4, 5});
  CHECK(read_numbers(config, "one", "") == std::vector<double>{7});
  CHECK(read_numbers(config, "absent", "").empty());
  const Config wrong("", "", {{"one", std::string("many")}});
  CHECK_THROWS_WITH_AS(read_numbers(wrong, "one", "here"), "here: one must be a number or a list of numbers", Error);
}

TEST_CASE("configs that cannot be are refused") {
  CHECK_THROWS_WITH_AS(make_layer({"keras.layers", "Dens"}), "layers: unknown layer \"Dens\"; did you mean \"Dense\"?",
                       Error);
  CHECK_THROWS_WITH_AS(make_layer(dense_config({{"name", std::string("d")}, {"units", std::string("many")}})),
                       "d: units must be a whole number", Error);
  CHECK_THROWS_AS(make_layer(dense_config({{"units", std::int64_t{0}}})), Error);
  CHECK_THROWS_AS(make_layer(dense_config({{"units", std::int64_t{1} << 40}})), Error);
  CHECK_THROWS_WITH_AS(
      make_layer(dense_config({{"units", std::int64_t{1}}, {"kernel_constraint", Config("", "NonNeg")}})),
      "Dense: kernel_constraint is not supported", Error);
  CHECK_THROWS_AS(make_layer(dense_config({{"units", std::int64_t{1}}, {"dtype", std::string("float16")}})), Error);
  CHECK_THROWS_AS(InputLayer(Shape{unknown_length, unknown_length}), Error);
  CHECK_THROWS_AS(InputLayer(Shape{unknown_length}), Error);
  CHECK_THROWS_AS(activation("Relu7"), Error);
}

TEST_CASE("a stack says what it lacks") {
  SeedSource seeds;
  LayerGraph empty;
  CHECK_THROWS_AS(empty.build(seeds), Error);
  LayerGraph no_shape;
  no_shape.add(dense(1));
  CHECK_THROWS_AS(no_shape.build(seeds), Error);
  no_shape.build(seeds, {unknown_length, 5});
  CHECK(no_shape.layers()[0]->class_name() == "InputLayer");
  CHECK(no_shape.input_shapes().at(0) == Shape{-1, 5});
  LayerGraph picture;
  picture.add(std::make_shared<InputLayer>(Shape{unknown_length, 8, 8}));
  picture.add(dense(1));
  CHECK_THROWS_WITH_AS(picture.build(seeds),
                       "dense: Dense takes inputs of shape (batch, features), received (None, 8, 8)", Error);
}
