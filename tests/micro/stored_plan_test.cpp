// SPDX-License-Identifier: Apache-2.0
// A plan that a model brings along: obeyed when it fits, refused when it does not.
#include "model_trial.h"

#include <kvant/converter.h>
#include <kvant/layers.h>
#include <kvant/model.h>
#include <kvant/random.h>

#include <doctest/doctest.h>
#include <kvant_schema/tflite_generated.h>

#include <array>
#include <functional>

using kvant_micro::Status;

namespace {

namespace schema = kvant::tflite;

/// A residual net: in place, its sum needs no memory of its own.
kvant::Bytes residual_model(bool int8, bool always) {
  kvant::set_seed(5);
  const auto x = kvant::Input({8});
  const auto a = kvant::Dense(64, {.activation = "relu"})(x);
  const auto b = kvant::Dense(64)(a);
  const auto sum = kvant::Add()({a, b});
  const kvant::Model model({x}, {kvant::Dense(3)(sum)});
  auto converter = kvant::TFLiteConverter::from_keras_model(model);
  converter.memory_plan = always;
  if (int8) {
    kvant::Array samples(kvant::DType::float32, {32, 8});
    for (std::size_t i = 0; i < 256; ++i) samples.values<float>()[i] = static_cast<float>(i * 7 % 33) / 8.0f - 2.0f;
    converter.optimizations = {kvant::Optimize::DEFAULT};
    converter.representative_dataset = samples;
    converter.target_spec.supported_ops = {kvant::OpsSet::TFLITE_BUILTINS_INT8};
    converter.inference_input_type = converter.inference_output_type = kvant::int8;
  }
  return converter.convert();
}

/// The plan's numbers of an unpacked model; null without one.
std::vector<std::uint8_t>* plan_bytes(schema::ModelT& model) {
  for (const auto& entry : model.metadata) {
    if (entry->name == "OfflineMemoryAllocation") return &model.buffers[entry->buffer]->data;
  }
  return nullptr;
}

using Change = std::function<void(schema::ModelT&, std::vector<std::int32_t>&)>;

/// The model with its plan changed, or the model itself.
std::vector<char> changed(const kvant::Bytes& bytes, const Change& change) {
  schema::ModelT model;
  schema::GetModel(bytes.data())->UnPackTo(&model);
  if (std::vector<std::uint8_t>* const plan = plan_bytes(model)) {
    std::vector<std::int32_t> numbers(plan->size() / 4);
    std::memcpy(numbers.data(), plan->data(), 4 * numbers.size());
    change(model, numbers);
    plan->resize(4 * numbers.size());
    if (!numbers.empty()) std::memcpy(plan->data(), numbers.data(), plan->size());
  }
  flatbuffers::FlatBufferBuilder builder;
  schema::FinishModelBuffer(builder, schema::Model::Pack(builder, &model));
  const auto* const begin = reinterpret_cast<const char*>(builder.GetBufferPointer());
  return {begin, begin + builder.GetSize()};
}

std::vector<char> without_plan(const kvant::Bytes& bytes) {
  return changed(bytes, [](schema::ModelT& model, std::vector<std::int32_t>&) { model.metadata.clear(); });
}

Status status_of(const kvant::Bytes& bytes, const Change& change) { return try_model(changed(bytes, change)).status; }

/// Where in the plan the n-th result of the model's operators stands.
std::size_t result(const schema::ModelT& model, std::size_t node) {
  return 3 + static_cast<std::size_t>(model.subgraphs[0]->operators[node]->outputs[0]);
}

}  // namespace

TEST_CASE("a stored plan gives the same answers in a smaller arena") {
  for (const bool int8 : {false, true}) {
    CAPTURE(int8);
    const kvant::Bytes model = residual_model(int8, false);
    const Trial planned = try_model(changed(model, [](auto&, auto&) {}), {.inputs = 4});
    const Trial alone = try_model(without_plan(model), {.inputs = 4});
    REQUIRE(planned.status == Status::ok);
    REQUIRE(alone.status == Status::ok);
    CHECK(planned.answers == alone.answers);
    CHECK(planned.arena < alone.arena);
    CHECK(try_model(changed(model, [](auto&, auto&) {}), {.arena_bytes = planned.arena - 1}).status ==
          Status::arena_too_small);
  }
}

TEST_CASE("what a plan leaves open, the chip places around the rest") {
  const kvant::Bytes model = residual_model(true, true);
  const Trial planned = try_model(changed(model, [](auto&, auto&) {}));
  for (std::size_t node = 0; node < 4; ++node) {
    const Trial open =
        try_model(changed(model, [&](const schema::ModelT& m, auto& numbers) { numbers[result(m, node)] = -1; }));
    CHECK(open.status == Status::ok);
    CHECK(open.answers == planned.answers);
  }
  const Trial all_open =
      try_model(changed(model, [](auto&, auto& numbers) { std::fill(numbers.begin() + 3, numbers.end(), -1); }));
  CHECK(all_open.answers == planned.answers);
  CHECK(all_open.arena == try_model(without_plan(model)).arena);
}

TEST_CASE("a plan that does not fit the model is refused") {
  const kvant::Bytes model = residual_model(true, true);
  constexpr Status refused = Status::invalid_memory_plan;
  CHECK(status_of(model, [](auto&, auto& numbers) { numbers.pop_back(); }) == refused);
  CHECK(status_of(model, [](auto&, auto& numbers) { numbers.resize(2); }) == refused);
  CHECK(status_of(model, [](auto&, auto& numbers) { ++numbers[2]; }) == refused);
  CHECK(status_of(model, [](auto&, auto& numbers) { --numbers[2]; }) == refused);
  CHECK(status_of(model, [](auto&, auto& numbers) { numbers[2] = -1; }) == refused);
  for (const std::int32_t offset : {-2, 1, 2, 3, 17, 0x10000000, INT32_MIN, INT32_MAX}) {
    CAPTURE(offset);
    CHECK(status_of(model, [&](auto& m, auto& numbers) { numbers[result(m, 0)] = offset; }) == refused);
  }
  // More numbers than tensors are let through, as TFLM does; the version is not looked at.
  CHECK(status_of(model, [](auto&, auto& numbers) { numbers.push_back(7); }) == Status::ok);
  CHECK(status_of(model, [](auto&, auto& numbers) { numbers[0] = 99; }) == Status::ok);
  CHECK(status_of(model, [](auto& m, auto& numbers) { numbers[result(m, 0)] = 0x0FFFFFF0; }) ==
        Status::arena_too_small);
  const auto lost = [](auto& m, auto&) {
    for (auto& entry : m.metadata) entry->buffer = 1000;
  };
  CHECK(status_of(model, lost) == Status::truncated_model);
}

TEST_CASE("living tensors may overlap only where an operator works in place") {
  const kvant::Bytes model = residual_model(true, true);
  constexpr Status refused = Status::invalid_memory_plan;
  // Operators: Dense a, Dense b, Add, Dense. The sum lies where a or b lies.
  const auto place = [&](std::array<std::int32_t, 4> offsets, std::int32_t input) {
    return status_of(model, [&](auto& m, auto& numbers) {
      numbers[3 + static_cast<std::size_t>(m.subgraphs[0]->inputs[0])] = input;
      for (std::size_t node = 0; node < 4; ++node) numbers[result(m, node)] = offsets[node];
    });
  };
  CHECK(place({0, 64, 0, 64}, 64) == Status::ok);   // in a's place
  CHECK(place({0, 64, 64, 0}, 64) == Status::ok);   // in b's
  CHECK(place({0, 64, 128, 0}, 64) == Status::ok);  // in its own
  CHECK(place({0, 64, 4, 0}, 64) == refused);       // across both
  CHECK(place({0, 64, 32, 128}, 64) == refused);    // half of one
  CHECK(place({0, 0, 64, 0}, 64) == refused);       // b where a lives: a Dense does not work in place, and a lives on
  CHECK(place({0, 64, 0, 0}, 64) == refused);       // the last Dense does not work in place
  CHECK(place({0, 64, 0, 64}, 0) == refused);       // nor does the first
  CHECK(place({0, 64, 0, 64}, 60) == refused);      // and overlaps the input's end
}
