// SPDX-License-Identifier: Apache-2.0
// ONNX models made here, byte by byte: sound ones, and those that must be refused. The oracle has onnxruntime's
// answers.
#include "formats/onnx/onnx_format.h"
#include "formats/protobuf/wire_writer.h"
#include "ops/builtin_codes.h"

#include <kvant/types/error.h>

#include <doctest/doctest.h>

#include <cstring>
#include <string>
#include <vector>

using namespace kvant;
using namespace kvant::formats;

namespace {

WireWriter node_of(const std::string& type, const std::vector<std::string>& inputs, const std::string& output,
                   const std::vector<WireWriter>& attributes = {}) {
  WireWriter node;
  for (const std::string& input : inputs) node.text(1, input);
  node.text(2, output).text(3, "/" + output).text(4, type);
  for (const WireWriter& attribute : attributes) node.message(5, attribute);
  return node;
}

WireWriter integers_attribute(const std::string& name, const std::vector<std::int64_t>& values) {
  WireWriter attribute;
  return attribute.text(1, name).packed(8, values);
}

WireWriter floats(const std::string& name, const std::vector<std::int64_t>& shape, const std::vector<float>& values) {
  std::string raw(values.size() * sizeof(float), '\0');
  std::memcpy(raw.data(), values.data(), raw.size());
  WireWriter tensor;
  return tensor.packed(1, shape).varint(2, 1).text(8, name).text(9, raw);
}

WireWriter value_of(const std::string& name, const std::vector<std::int64_t>& shape) {
  WireWriter dims;
  for (const std::int64_t length : shape) dims.message(1, WireWriter().varint(1, length));
  return WireWriter().text(1, name).message(2, WireWriter().message(1, WireWriter().varint(1, 1).message(2, dims)));
}

struct Parts {
  std::vector<WireWriter> nodes, constants;
  std::vector<std::int64_t> input = {1, 2, 5, 5};
  std::string output = "y";
  std::int64_t version = 17;
};

std::string model_of(const Parts& parts) {
  WireWriter graph;
  for (const WireWriter& node : parts.nodes) graph.message(1, node);
  graph.text(2, "net");
  for (const WireWriter& constant : parts.constants) graph.message(5, constant);
  graph.message(11, value_of("x", parts.input)).message(12, value_of(parts.output, {}));
  WireWriter model;
  model.varint(1, 8).message(7, graph).message(8, WireWriter().varint(2, parts.version));
  return model.text();
}

graph::Graph read(const std::string& bytes) { return read_onnx(std::as_bytes(std::span(bytes)), "net.onnx"); }

std::string problem_of(const std::string& bytes) {
  try {
    read(bytes);
  } catch (const Error& error) {
    return error.what();
  }
  return "none";
}

Parts small_net() {
  std::vector<float> filters(3 * 2 * 2 * 2);
  for (std::size_t i = 0; i < filters.size(); ++i) filters[i] = static_cast<float>(i);
  return {.nodes = {node_of("Conv", {"x", "w"}, "c"), node_of("Relu", {"c"}, "y")},
          .constants = {floats("w", {3, 2, 2, 2}, filters)}};
}

}  // namespace

TEST_CASE("an ONNX convolution becomes channels last") {
  const graph::Graph graph = read(model_of(small_net()));
  CHECK(graph.at(graph.inputs[0]).shape == Shape{unknown_length, 5, 5, 2});
  CHECK(graph.at(graph.outputs[0]).shape == Shape{unknown_length, 4, 4, 3});
  CHECK(graph.input_names == std::vector<std::string>{"x"});
  REQUIRE(graph.nodes.size() == 2);
  CHECK(graph.nodes[0].code == ops::conv_2d_code);
  // Filter 0, first place: channels 0 and 1 stand 4 apart in ONNX, beside each other here.
  const auto filters = graph.at(graph.nodes[0].inputs[1]).data->values<float>();
  CHECK(filters[0] == 0.0f);
  CHECK(filters[1] == 4.0f);
  CHECK(filters[2] == 1.0f);
}

TEST_CASE("all ONNX operators that kvant lacks are named at once") {
  Parts parts = small_net();
  parts.nodes = {node_of("Erf", {"x"}, "a"), node_of("LSTM", {"a"}, "b"), node_of("Erf", {"b"}, "y")};
  CHECK(problem_of(model_of(parts)) == "net.onnx: has operators that kvant lacks, received Erf (/a, /y); LSTM (/b)");
}

TEST_CASE("ONNX models that do not fit together are refused") {
  Parts parts = small_net();
  parts.version = 12;
  CHECK(problem_of(model_of(parts)) ==
        "net.onnx: must have an operator set from 13 to 25; export it again with one of them, received 12");
  parts = small_net();
  parts.nodes[0] = node_of("Conv", {"y", "w"}, "c");
  CHECK(problem_of(model_of(parts)) == "net.onnx: Conv /c: reads what no node before it computes, received y");
  parts = small_net();
  parts.input = {1, 2, 1, 1};
  CHECK(problem_of(model_of(parts)) ==
        "net.onnx: Conv /c: its window is larger than the padded input, received (None, 1, 1, 2)");
  parts = small_net();
  parts.input = {1, 3, 5, 5};
  CHECK(problem_of(model_of(parts)) ==
        "net.onnx: Conv /c: needs filters for 3 channels in 1 groups, received (3, 2, 2, 2)");
  parts = small_net();
  parts.constants[0] = floats("w", {3, 2, 2, 1000000}, {1, 2, 3});
  CHECK(problem_of(model_of(parts)).find("the constant w has fewer numbers than its shape says") != std::string::npos);
  parts = small_net();
  parts.output = "z";
  CHECK(problem_of(model_of(parts)) == "net.onnx: no node computes the output, received z");
  parts = small_net();
  parts.nodes[1] = node_of("Relu", {"c"}, "c");
  CHECK(problem_of(model_of(parts)) == "net.onnx: Relu /c: computes what was there before, received c");
  parts = small_net();
  parts.nodes[1] = node_of("Transpose", {"c"}, "t", {integers_attribute("perm", {0, 2, 3})});
  CHECK(problem_of(model_of(parts)) == "net.onnx: Transpose /t: perm must name each axis once, received (0, 2, 3)");
  parts = small_net();
  parts.nodes[1] = node_of("Flatten", {"c"}, "y");
  CHECK(problem_of(model_of(parts)) ==
        "net.onnx: output y: is a flattening of channels that only a TRANSPOSE could put in order");
}

TEST_CASE("computations of shapes that would need the batch, or too much, are refused") {
  Parts parts = small_net();
  parts.nodes = {node_of("Shape", {"x"}, "s"), node_of("Mul", {"s", "s"}, "m"), node_of("Reshape", {"x", "m"}, "y")};
  CHECK(problem_of(model_of(parts)) ==
        "net.onnx: Mul /m: may compute with known lengths only, not with the batch, received (0, 0)");
  parts.nodes = {node_of("Shape", {"x"}, "s"), node_of("Slice", {"s", "s", "s", "s", "s"}, "y")};
  CHECK(problem_of(model_of(parts)) == "net.onnx: Slice /y: needs steps other than 0");
  parts.nodes = {node_of("Shape", {"x"}, "s"), node_of("ConstantOfShape", {"s"}, "y")};
  CHECK(problem_of(model_of(parts)) == "net.onnx: ConstantOfShape /y: needs a value of one whole number");
  const auto whole = [](const std::string& name, const std::vector<std::int64_t>& numbers) {
    return node_of("Constant", {}, name, {integers_attribute("value_ints", numbers)});
  };
  for (const char* type : {"Add", "Sub", "Mul"}) {
    parts.nodes = {whole("none", {}), whole("one", {1}), node_of(type, {"one", "none"}, "y")};
    CHECK(problem_of(model_of(parts)) ==
          std::string("net.onnx: ") + type + " /y: needs operands that fit each other, received (1,) and (0,)");
    parts.nodes = {whole("three", {1, 2, 3}), whole("two", {1, 2}), node_of(type, {"three", "two"}, "y")};
    CHECK(problem_of(model_of(parts)) ==
          std::string("net.onnx: ") + type + " /y: needs operands that fit each other, received (3,) and (2,)");
  }
  parts.nodes = {node_of("Max", {"x", "w"}, "y")};
  CHECK(problem_of(model_of(parts)) == "net.onnx: Max /y: must be with 0, which is a relu, received 1.000000");
}

TEST_CASE("constants in files of their own are never opened") {
  Parts parts = small_net();
  WireWriter where;
  where.text(1, "location").text(2, "/etc/passwd");
  WireWriter tensor;
  tensor.packed(1, std::vector<std::int64_t>{3, 2, 2, 2}).varint(2, 1).text(8, "w").message(13, where).varint(14, 1);
  parts.constants[0] = tensor;
  CHECK(problem_of(model_of(parts)).find("stands in a file of its own, which is never opened") != std::string::npos);
}

TEST_CASE("every truncation and every damaged byte of an ONNX model ends in an answer or an Error") {
  const std::string sound = model_of(small_net());
  for (std::size_t length = 0; length < sound.size(); ++length) CHECK_THROWS_AS(read(sound.substr(0, length)), Error);
  for (std::size_t at = 0; at < sound.size(); ++at) {
    for (const unsigned char bits : {0x01, 0x80, 0xff}) {
      std::string damaged = sound;
      damaged[at] = static_cast<char>(static_cast<unsigned char>(damaged[at]) ^ bits);
      problem_of(damaged);
    }
  }
}
