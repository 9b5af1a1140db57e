// SPDX-License-Identifier: Apache-2.0
// Models of one operator each, in float32 and int8, that are cut or damaged: refused, or run clean.
#include "formats/tflite/tflite_format.h"
#include "kvant_schema/tflite_options_generated.h"
#include "model_trial.h"
#include "ops/record.h"
#include "quantize/quantize_int8.h"

#include <doctest/doctest.h>

using namespace kvant;
using kvant_micro::Status;

namespace {

constexpr int damaged_files = 20000;  ///< of each model

/// Operands: "x" the input, "c" a constant of shape [1, 1, 3, 2]; or int32 numbers, as axes.
struct Subject {
  std::int32_t code;
  std::string operands;
  std::vector<std::int32_t> integers = {};
  Shape integers_shape = {};
  std::shared_ptr<const tflite::BuiltinOptionsUnion> options = nullptr;
};

template <class Options>
std::shared_ptr<const tflite::BuiltinOptionsUnion> options(Options options) {
  auto holder = std::make_shared<tflite::BuiltinOptionsUnion>();
  holder->Set(std::move(options));
  return holder;
}

std::shared_ptr<const tflite::BuiltinOptionsUnion> pool_options() {
  tflite::Pool2DOptionsT pool;
  pool.filter_height = pool.filter_width = pool.stride_h = 2;
  pool.stride_w = 1;
  return options(pool);
}
std::shared_ptr<const tflite::BuiltinOptionsUnion> concatenation_options() {
  tflite::ConcatenationOptionsT concatenation;
  concatenation.axis = 1;
  return options(concatenation);
}
std::shared_ptr<const tflite::BuiltinOptionsUnion> leaky_relu_options() {
  tflite::LeakyReluOptionsT leaky;
  leaky.alpha = 0.3f;
  return options(leaky);
}
std::shared_ptr<const tflite::BuiltinOptionsUnion> softmax_options() {
  tflite::SoftmaxOptionsT softmax;
  softmax.beta = 1.0f;
  return options(softmax);
}

std::vector<Subject> subjects() {
  return {{0, "xc", {}, {}, options(tflite::AddOptionsT{})},
          {1, "x", {}, {}, pool_options()},
          {2, "xcx", {}, {}, concatenation_options()},
          {14, "x"},
          {17, "x", {}, {}, pool_options()},
          {18, "cx", {}, {}, options(tflite::MulOptionsT{})},
          {19, "x"},
          {21, "x"},
          {22, "x", {1, 6, 3}, {3}, options(tflite::ReshapeOptionsT{})},
          {25, "x", {}, {}, softmax_options()},
          {28, "x"},
          {34, "x", {0, 0, 1, 0, 0, 2, 1, 1}, {4, 2}, options(tflite::PadOptionsT{})},
          {40, "x", {1, 2}, {2}, options(tflite::ReducerOptionsT{})},
          {41, "xx", {}, {}, options(tflite::SubOptionsT{})},
          {82, "x", {1, 2}, {2}, options(tflite::ReducerOptionsT{})},
          {98, "x", {}, {}, leaky_relu_options()}};
}

graph::Graph float_graph(const Subject& subject) {
  graph::Graph graph;
  graph::Tensor x;
  x.shape = {1, 3, 3, 2};
  graph.inputs = {graph.add(x)};
  graph::Node node = {.code = subject.code, .options = subject.options};
  for (const char operand : subject.operands) {
    if (operand == 'x') {
      node.inputs.push_back(graph.inputs[0]);
      continue;
    }
    graph::Tensor constant;
    constant.shape = {1, 1, 3, 2};
    constant.data = std::make_shared<Array>(
        Array::from<float>(std::vector<float>{0.5f, -1.0f, 2.0f, 0.25f, 1.5f, -0.5f}).reshape(constant.shape));
    node.inputs.push_back(graph.add(std::move(constant)));
  }
  if (!subject.integers.empty()) {
    graph::Tensor integers;
    integers.dtype = DType::int32;
    integers.shape = subject.integers_shape;
    integers.data = std::make_shared<Array>(Array::from<std::int32_t>(subject.integers).reshape(integers.shape));
    node.inputs.push_back(graph.add(std::move(integers)));
  }
  graph::Tensor y;
  y.shape = ops::record_of(node).infer_shape.value(graph, node).at(0);
  node.outputs = graph.outputs = {graph.add(std::move(y))};
  graph.nodes = {std::move(node)};
  return graph;
}

std::vector<char> bytes_of(const graph::Graph& graph) {
  const std::vector<std::byte> bytes = formats::write_tflite(graph, {.strip = true});
  std::vector<char> result(bytes.size());
  std::memcpy(result.data(), bytes.data(), bytes.size());
  return result;
}

/// Its model in float32, and in int8.
std::vector<std::vector<char>> models_of(const Subject& subject) {
  const graph::Graph in_float = float_graph(subject);
  const std::vector<quantize::Range> ranges(in_float.tensors.size(), {-2.0f, 3.0f});
  const graph::Graph in_int8 =
      quantize::quantize_int8(in_float, ranges, {.input_type = DType::int8, .output_type = DType::int8});
  return {bytes_of(in_float), bytes_of(in_int8)};
}

void check_damaged(const std::vector<char>& model) {
  std::uint64_t state = 1;
  const auto random = [&] {
    return static_cast<std::uint32_t>((state = state * 6364136223846793005u + 1442695040888963407u) >> 33);
  };
  int refused = 0;
  for (int i = 0; i < damaged_files; ++i) {
    std::vector<char> damaged = model;
    for (std::uint32_t n = 1 + random() % 4; n > 0; --n)
      damaged[random() % damaged.size()] = static_cast<char>(random() % 2 == 0 ? random() : random() % 8);
    const Trial first = try_model(damaged, {.arena_filling = 0, .inputs = 2});
    const Trial second = try_model(damaged, {.arena_filling = 0xA5, .inputs = 2});
    if (first.status != second.status || first.answers != second.answers) FAIL_CHECK("file ", i, " has two results");
    refused += first.status != Status::ok ? 1 : 0;
  }
  CHECK(refused * 10 > damaged_files);
  CHECK(refused < damaged_files);
}

}  // namespace

TEST_CASE("a model of each operator runs; cut or damaged it is refused or runs clean") {
  for (const Subject& subject : subjects()) {
    for (const std::vector<char>& model : models_of(subject)) {
      CAPTURE(subject.code);
      CAPTURE(model.size());
      const Trial whole = try_model(model, {.inputs = 1});
      CHECK(whole.status == Status::ok);
      for (std::size_t size = 0; size < model.size(); ++size) {  // the last bytes may be of no use
        const Trial cut = try_model(model.data(), size, {.inputs = 1});
        // Of some only what describes the input or output is cut, which is then refused.
        const bool answered = cut.status == Status::ok && !cut.answers.empty();
        if (answered && cut.answers != whole.answers) FAIL_CHECK("cut to ", size, " bytes");
      }
      check_damaged(model);
    }
  }
}
