// SPDX-License-Identifier: Apache-2.0
// Convolutions of files that are cut or damaged: refused, or run without reading or writing beside their memory.
#include "model_trial.h"

#include <kvant/converter.h>
#include <kvant/layers.h>
#include <kvant/model.h>
#include <kvant/random.h>

#include <doctest/doctest.h>

using kvant_micro::Status;

namespace {

/// Both convolutions, with groups, strides and dilation, in int8; and a Dense behind them.
std::vector<char> small_model(bool int8) {
  using namespace kvant;
  set_seed(2);
  const auto inputs = Input({5, 6, 2});
  auto x = Conv2D(4, {3, 2}, {.strides = 2, .padding = "same", .activation = "relu"})(inputs);
  x = DepthwiseConv2D(2, {.padding = "same", .dilation_rate = 2})(x);
  x = Conv2D(6, {2, 1}, {.groups = 2})(x);
  const Model model(inputs, GlobalAveragePooling2D()(x));
  TFLiteConverter converter = TFLiteConverter::from_keras_model(model);
  if (int8) {
    Array samples(DType::float32, {4, 5, 6, 2});
    for (std::size_t i = 0; i < 240; ++i) samples.values<float>()[i] = static_cast<float>(i * 7 % 23) / 11.0f - 1.0f;
    converter.optimizations = {Optimize::DEFAULT};
    converter.representative_dataset = samples;
    converter.target_spec.supported_ops = {OpsSet::TFLITE_BUILTINS_INT8};
    converter.inference_input_type = converter.inference_output_type = DType::int8;
  }
  const Bytes bytes = converter.convert();
  const auto* begin = reinterpret_cast<const char*>(bytes.data());
  return {begin, begin + bytes.size()};
}

}  // namespace

TEST_CASE("a sound model of convolutions runs at any address, in exactly its arena") {
  for (const bool int8 : {true, false}) {
    const std::vector<char> model = small_model(int8);
    const Trial whole = try_model(model, {.inputs = 2});
    REQUIRE(whole.status == Status::ok);
    CHECK(try_model(model, {.arena_bytes = whole.arena, .inputs = 2}).answers == whole.answers);
    for (std::uint32_t bytes = 0; bytes < whole.arena; bytes += 3)
      CHECK(try_model(model, {.arena_bytes = bytes, .inputs = 0}).status == Status::arena_too_small);
    CHECK(try_model(model, {.model_offset = 4, .arena_filling = 0xA5, .inputs = 2}).answers == whole.answers);
    CHECK(try_model(model, {.model_offset = 1, .inputs = 0}).status == Status::misaligned_model);
  }
}

TEST_CASE("damaged models of convolutions are refused or run clean") {
  for (const bool int8 : {true, false}) {
    const std::vector<char> model = small_model(int8);
    for (std::size_t size = 0; size < model.size(); size += 5)
      try_model(model.data(), size, {.arena_bytes = 8192, .inputs = 1});
    std::uint64_t state = 1;
    const auto random = [&] {
      return static_cast<std::uint32_t>((state = state * 6364136223846793005u + 1442695040888963407u) >> 33);
    };
    int ran = 0;
    constexpr int files = 20000;
    for (int i = 0; i < files; ++i) {
      std::vector<char> damaged = model;
      for (std::uint32_t n = 1 + random() % 8; n > 0; --n)
        damaged[random() % damaged.size()] = static_cast<char>(random());
      ran += try_model(damaged, {.arena_bytes = 8192, .inputs = 1}).status == Status::ok;
    }
    MESSAGE("ran: ", ran, " of ", files);
    CHECK(ran > 0);
    CHECK(ran < files);
  }
}
