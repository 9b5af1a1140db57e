// SPDX-License-Identifier: Apache-2.0
// SavedModels that are damaged, or made to harm: each gets one error, soon.
#include "formats/saved_model/function_writer.h"
#include "formats/saved_model/read_saved_model.h"
#include "formats/saved_model/tensor_bundle.h"

#include <kvant/types/error.h>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace kvant;
using namespace kvant::formats;

namespace {

std::vector<std::byte> bytes_of(const WireWriter& message) { return {message.bytes().begin(), message.bytes().end()}; }

WireWriter tensor_info(const std::string& tensor) {
  WireWriter dims;
  dims.message(2, WireWriter().varint(1, -1)).message(2, WireWriter().varint(1, 2));
  return WireWriter().text(1, tensor).varint(2, float_type).message(3, dims);
}

/// A graph of a placeholder x and these nodes and functions, with the signature x -> y.
FolderFiles model_of(const std::vector<WireWriter>& nodes, const WireWriter& library = {},
                     const std::string& output = "y:0") {
  WireWriter graph;
  NodeAttributes attributes;
  graph.message(1, write_node("x", "Placeholder", {}, attributes.type("dtype", float_type).shape("shape", {-1, 2})));
  for (const WireWriter& node : nodes) graph.message(1, node);
  graph.message(2, library);
  WireWriter signature;
  signature.message(1, WireWriter().text(1, "x").message(2, tensor_info("x:0")));
  signature.message(2, WireWriter().text(1, "y").message(2, tensor_info(output)));
  WireWriter meta;
  meta.message(1, WireWriter().text(4, "serve")).message(2, graph);
  meta.message(5, WireWriter().text(1, "serving_default").message(2, signature));
  return {{"saved_model.pb", bytes_of(WireWriter().varint(1, 1).message(2, meta))}};
}

WireWriter call(const std::string& name, const std::string& input, const std::string& function) {
  NodeAttributes attributes;
  return write_node(name, "PartitionedCall", {input}, attributes.function("f", function));
}

/// A function of one argument whose only result is what these calls give, one behind the other.
WireWriter chain_of_calls(const std::string& name, const std::string& called, int times) {
  FunctionWriter writer;
  std::string last = "a";
  for (int i = 0; i < times; ++i) {
    NodeAttributes attributes;
    last =
        writer.add("call" + std::to_string(i), "PartitionedCall", "output", {last}, attributes.function("f", called));
  }
  return writer.write(name, {write_argument("a", float_type)}, {write_argument("r", float_type)}, {{"r", last}});
}

graph::Graph read(const FolderFiles& files, const std::string& signature = {}) {
  const ModelFolder folder = [&files](const std::string& path) -> std::optional<std::vector<std::byte>> {
    const auto found = files.find(path);
    if (found == files.end()) return {};
    return found->second;
  };
  return read_saved_model(folder, signature, "m");
}

}  // namespace

TEST_CASE("a sound model is read, through functions and identities") {
  NodeAttributes none;
  FunctionWriter body;
  const std::string relu = body.add_float("Relu", "Relu", "activations", {"a"});
  const std::string same = body.add_float("Identity", "Identity", "output", {relu});
  WireWriter library;
  library.message(1,
                  body.write("f", {write_argument("a", float_type)}, {write_argument("r", float_type)}, {{"r", same}}));
  const graph::Graph graph = read(model_of({call("y", "x", "f")}, library));
  REQUIRE(graph.nodes.size() == 1);
  CHECK(graph.at(graph.inputs[0]).shape == Shape{unknown_length, 2});
  CHECK(graph.at(graph.outputs[0]).name == "y:0");
}

TEST_CASE("functions that call themselves or each other without end are refused") {
  WireWriter library;
  library.message(1, chain_of_calls("f", "g", 1)).message(1, chain_of_calls("g", "f", 1));
  CHECK_THROWS_WITH_AS(read(model_of({call("y", "x", "f")}, library)), doctest::Contains("more than 64 deep"), Error);
  WireWriter doubling;
  for (int i = 0; i < 60; ++i)
    doubling.message(1, chain_of_calls("f" + std::to_string(i), "f" + std::to_string(i + 1), 2));
  doubling.message(1, chain_of_calls("f60", "f61", 0));
  CHECK_THROWS_WITH_AS(read(model_of({call("y", "x", "f0")}, doubling)), doctest::Contains("go on and on"), Error);
}

TEST_CASE("nodes in a circle are refused") {
  NodeAttributes none;
  CHECK_THROWS_WITH_AS(read(model_of({write_node("y", "Relu", {"z"}, none), write_node("z", "Relu", {"y"}, none)})),
                       "m: nodes take each other's results in a circle, received y", Error);
  CHECK_THROWS_WITH_AS(
      read(model_of({write_node("y", "Identity", {"z"}, none), write_node("z", "Identity", {"y"}, none)})),
      doctest::Contains("go on and on"), Error);
}

TEST_CASE("a long chain of nodes is no deeper than a short one") {
  NodeAttributes none;
  std::vector<WireWriter> nodes;
  for (int i = 0; i < 2000; ++i)
    nodes.push_back(write_node("n" + std::to_string(i), "Relu", {i == 0 ? "x" : "n" + std::to_string(i - 1)}, none));
  CHECK(read(model_of(nodes, {}, "n1999:0")).nodes.size() == 2000);
}

TEST_CASE("small files do not become large") {
  NodeAttributes none, huge;
  WireWriter number;
  number.varint(1, float_type).message(2, WireWriter().message(2, WireWriter().varint(1, 1 << 26))).number(5, 1.0f);
  huge.type("dtype", float_type).tensor("value", number);
  const FolderFiles filled = model_of({write_node("c", "Const", {}, huge), write_node("y", "AddV2", {"x", "c"}, none)});
  CHECK_THROWS_WITH_AS(read(filled), doctest::Contains("that one number fills"), Error);

  NodeAttributes two, integer;
  two.integer("N", 2);
  integer.type("dtype", int32_type).tensor("value", WireWriter().varint(1, int32_type).varint(7, 1));
  std::vector<WireWriter> nodes = {write_node("axis", "Const", {}, integer)};
  for (int i = 0; i < 60; ++i) {
    const std::string last = i == 0 ? "x" : "c" + std::to_string(i - 1);
    nodes.push_back(write_node("c" + std::to_string(i), "ConcatV2", {last, last, "axis"}, two));
  }
  CHECK_THROWS_AS(read(model_of(nodes, {}, "c59:0")), Error);

  std::vector<WireWriter> deep = {write_node("axis", "Const", {}, integer)};
  for (int i = 0; i < 40; ++i) {
    const std::string last = i == 0 ? "x" : "e" + std::to_string(i - 1);
    deep.push_back(write_node("e" + std::to_string(i), "ExpandDims", {last, "axis"}, none));
  }
  CHECK_THROWS_WITH_AS(read(model_of(deep, {}, "e39:0")), doctest::Contains("more than 16 axes"), Error);
}

TEST_CASE("all operations that are not supported are named in one error") {
  NodeAttributes none;
  const FolderFiles files = model_of({write_node("a/Sin", "Sin", {"x"}, none), write_node("b/Elu", "Elu", {"x"}, none),
                                      write_node("y", "AddV2", {"a/Sin", "b/Elu"}, none)});
  CHECK_THROWS_WITH_AS(read(files),
                       "m: operations that kvant has no operator for, or not in this form: Sin (a/Sin); Elu (b/Elu)",
                       Error);
}

TEST_CASE("what is missing is said") {
  NodeAttributes none, handle;
  handle.type("dtype", float_type).shape("shape", {2}).text("shared_name", "v");
  const FolderFiles files =
      model_of({write_node("v", "VarHandleOp", {}, handle), write_node("r", "ReadVariableOp", {"v"}, none),
                write_node("y", "AddV2", {"x", "r"}, none)});
  CHECK_THROWS_WITH_AS(read(files), "m: has no variables: variables/variables.index is missing", Error);
  CHECK_THROWS_WITH_AS(read(files, "other"), "m: has no signature other; it has serving_default", Error);
  CHECK_THROWS_WITH_AS(read({}), "m: is not a SavedModel: saved_model.pb is missing", Error);
  CHECK_THROWS_WITH_AS(read(model_of({write_node("y", "Relu", {"gone"}, none)})),
                       "m: the graph has no node gone, received gone", Error);
  FolderFiles with = files;
  with.merge(write_tensor_bundle("variables/variables", {{"v", Array{1, 2, 3}}}, "text", "text"));
  CHECK_THROWS_WITH_AS(read(with), "m: variables: v must have shape (2,), received (3,)", Error);
  with = files;
  with.merge(write_tensor_bundle("variables/variables", {{"v", Array{1, 2}}}, "text", "text"));
  CHECK(read(with).nodes.size() == 1);
}

TEST_CASE("every truncation and every changed byte is an error or a model, and nothing else") {
  NodeAttributes none;
  const FolderFiles files =
      model_of({write_node("z", "Relu", {"x"}, none), write_node("y", "AddV2", {"z", "x"}, none)});
  const std::vector<std::byte>& whole = files.at("saved_model.pb");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const std::vector<std::byte> cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    CHECK_THROWS_AS(read({{"saved_model.pb", cut}}), Error);
  }
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (const int bit : {0, 3, 7}) {
      std::vector<std::byte> changed = whole;
      changed[i] ^= static_cast<std::byte>(1 << bit);
      try {
        read({{"saved_model.pb", changed}});
      } catch (const Error&) {
        continue;  // an answer, too
      }
    }
  }
}
