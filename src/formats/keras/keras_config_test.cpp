// SPDX-License-Identifier: Apache-2.0
// Configs in the spellings of Keras 2 and 3 become layers, with models in models.
#include "formats/keras/keras_config.h"

#include <kvant/types/error.h>

#include <doctest/doctest.h>

using namespace kvant;
using namespace kvant::formats;

namespace {

std::vector<std::string> names_of(const layers::LayerGraph& graph) {
  std::vector<std::string> names;
  for (const auto& layer : graph.layers()) names.push_back(layer->name());
  return names;
}

std::string error_of(const std::string& json) {
  try {
    read_keras_config(json, "a.h5");
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

using Names = std::vector<std::string>;

/// A functional model of Keras 2: x -> a -> b, and whatever else stands between.
std::string keras_2(const std::string& layers, const std::string& ends) {
  return R"({"class_name": "Model", "config": {"name": "m", "layers": [
    {"class_name": "InputLayer", "name": "x", "inbound_nodes": [],
     "config": {"batch_input_shape": [null, 4], "dtype": "float32", "sparse": false, "name": "x"}},)" +
         layers + R"(], "input_layers": [["x", 0, 0]], "output_layers": )" + ends + "}}";
}

std::string dense_2(const std::string& name, int units, const std::string& nodes) {
  return R"({"class_name": "Dense", "name": ")" + name + R"(", "config": {"name": ")" + name +
         R"(", "dtype": "float32", "units": )" + std::to_string(units) +
         R"(, "kernel_initializer": {"class_name": "VarianceScaling", "config": {"scale": 1.0, "mode": "fan_avg",
          "distribution": "uniform", "seed": null}}}, "inbound_nodes": )" +
         nodes + "}";
}

}  // namespace

TEST_CASE("a Sequential of Keras 2, with and without an InputLayer and as the old list") {
  const std::string convolution = R"({"class_name": "DepthwiseConv2D", "config": {"name": "c",
    "batch_input_shape": [null, 8, 8, 3], "kernel_size": [3, 3], "groups": 1, "activation": "relu"}},
    {"class_name": "BatchNormalization", "config": {"name": "n", "axis": {"class_name": "ListWrapper", "items": [3]}}},
    {"class_name": "LeakyReLU", "config": {"name": "l", "alpha": 0.25}})";
  const std::string old = R"({"class_name": "Sequential", "config": [)" + convolution + "]}";
  const std::string named =
      R"({"class_name": "Sequential", "config": {"name": "net", "layers": [)" + convolution + "]}}";
  const ConnectedModel model = read_keras_config(old, "a.h5");
  CHECK(model.graph.is_sequential());
  CHECK(model.graph.input_shapes()[0] == Shape{unknown_length, 8, 8, 3});
  CHECK(model.graph.output_shapes()[0] == Shape{unknown_length, 6, 6, 3});
  CHECK(read_keras_config(named, "a.h5").graph.name == "net");
}

TEST_CASE("a shared layer and several results in the spelling of Keras 2") {
  const std::string json = keras_2(dense_2("a", 4, R"([[["x", 0, 0, {}]], [["a", 0, 0, {}]]])") + R"(,
    {"class_name": "Add", "name": "s", "config": {"name": "s"},
     "inbound_nodes": [[["a", 0, 0, {}], ["a", 1, 0, {"training": false}]]]})",
                                   R"([["s", 0, 0], ["a", 0, 0]])");
  const ConnectedModel model = read_keras_config(json, "a.h5");
  CHECK(names_of(model.graph) == Names{"x", "a", "s"});
  CHECK(model.graph.calls().size() == 4);
  CHECK(model.graph.output_shapes() == std::vector<Shape>{{unknown_length, 4}, {unknown_length, 4}});
}

TEST_CASE("models in models are dissolved, and remembered as the file has them") {
  // Keras 2 counts the uses of an inner model from 1.
  const std::string inner = R"({"class_name": "Functional", "name": "inner", "config": {"name": "inner", "layers": [
      {"class_name": "InputLayer", "name": "i", "config": {"batch_input_shape": [null, 4], "name": "i"},
       "inbound_nodes": []},)" +
                            dense_2("a", 4, R"([[["i", 0, 0, {}]]])") + "," +
                            dense_2("b", 2, R"([[["a", 0, 0, {}]]])") + R"(],
      "input_layers": [["i", 0, 0]], "output_layers": [["a", 0, 0], ["b", 0, 0]]},
      "inbound_nodes": [[["a", 0, 0, {}]], [["inner", 1, 0, {}]]]})";
  const std::string json = keras_2(dense_2("a", 4, R"([[["x", 0, 0, {}]]])") + "," + inner, R"(["inner", 2, 1])");
  const ConnectedModel model = read_keras_config(json, "a.h5");
  CHECK(names_of(model.graph) == Names{"x", "a", "inner_a", "b"});
  CHECK(model.graph.output_shapes() == std::vector<Shape>{{unknown_length, 2}});
  REQUIRE(model.layers.size() == 3);
  CHECK(model.layers[2].name == "inner");
  REQUIRE(model.layers[2].members.size() == 3);
  CHECK(model.layers[2].members[1].name == "a");
  CHECK(weights_of(model.layers[2]).size() == 4);
}

TEST_CASE("a chain of chains stays sequential") {
  const std::string dense = R"({"class_name": "Dense", "config": {"name": "d", "units": 2}})";
  const std::string input = R"({"class_name": "InputLayer", "config": {"batch_shape": [null, 3], "name": "i"}})";
  const std::string inner =
      R"({"class_name": "Sequential", "config": {"name": "p", "layers": [)" + input + "," + dense + "]}}";
  const ConnectedModel model =
      read_keras_config(R"({"class_name": "Sequential", "config": {"layers": [)" + inner + "," + dense + "]}}", "a.h5");
  CHECK(model.graph.is_sequential());
  CHECK(names_of(model.graph) == Names{"i", "p_d", "d"});
}

TEST_CASE("what cannot be read is named") {
  const std::string lambda = R"({"class_name": "Lambda", "name": "twice", "config": {"name": "twice"},
    "inbound_nodes": [[["x", 0, 0, {}]]]})";
  CHECK(error_of(keras_2(lambda + "," + R"({"class_name": "LSTM", "config": {"name": "memory"}})", "[]")) ==
        "a.h5: has layers that kvant does not know, received Lambda (twice), LSTM (memory)");
  CHECK(error_of(keras_2(dense_2("a", 2, R"([[["b", 0, 0, {}]]])"), R"([["a", 0, 0]])")) ==
        "a.h5: the model's config: a result of a layer that is not there is used, received b");
  CHECK(error_of(keras_2(dense_2("a", 4, R"([[["a", 0, 0, {}]]])"), R"([["a", 0, 0]])")) ==
        "a.h5: the model's config: layers wait for each other, received a");
  CHECK(error_of(keras_2(dense_2("a", 2, R"([[["x", 0, 0, {"training": true}]]])"), R"([["a", 0, 0]])")) ==
        "a.h5: the model's config: layer a is called with training");
  CHECK(error_of(keras_2(dense_2("a", 2, R"([[["x", 0, 0, 2.0]]])"), R"([["a", 0, 1]])")) ==
        "a.h5: the model's config: a has 1 results, received 1");
  CHECK(error_of(std::string(300, '[')) == "a.h5: the model's config is nested too deeply");
  CHECK(error_of("{") == "a.h5: the model's config is no JSON");
  CHECK(error_of(R"({"class_name": "Net", "config": {}})") ==
        "a.h5: must be a Sequential or Functional model, received \"Net\"");
}

TEST_CASE("models that stand in each other many times are refused in time") {
  // Each level uses the one below twice: 2 to the power of 14 uses.
  std::string model = R"({"class_name": "Activation", "config": {"name": "r", "activation": "relu"}})";
  for (int i = 0; i < 14; ++i) {
    model.insert(1, R"("shared_object_id": )" + std::to_string(i) + ", ");
    std::string twin = R"({"shared_object_id": )" + std::to_string(i);
    twin += i == 0 ? R"(, "class_name": "Activation"})" : R"(, "class_name": "Sequential", "config": []})";
    model = R"({"class_name": "Sequential", "config": [)" + model + "," + twin + "]}";
  }
  const std::string input = R"({"class_name": "InputLayer", "config": {"batch_shape": [null, 3], "name": "i"}})";
  CHECK(error_of(R"({"class_name": "Sequential", "config": [)" + input + "," + model + "]}") != "");
}
