// SPDX-License-Identifier: Apache-2.0
// kvant_mlperf_tiny [OUT [SEED]]: builds the five networks, untrained, and writes NAME.keras, NAME.tflite and
// NAME_int8.tflite of each.
#include "networks.h"

#include <kvant/kvant.h>

#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>

namespace {

/// Samples as uniform noise in [-1, 1).
kvant::Array noise(const kvant::Shape& batch_shape, std::int64_t samples) {
  kvant::Shape shape = batch_shape;
  shape[0] = samples;
  std::int64_t numbers = 1;
  for (const std::int64_t length : shape) numbers *= length;
  kvant::random::NumpyLegacy random(1);
  return random.uniform(-1, 1, numbers).astype(kvant::float32).reshape(shape);
}

void write_network(const mlperf_tiny::Network& network, const std::string& out) {
  const kvant::Model model = network.build();
  const std::string path = out + "/" + network.name;
  model.save(path + ".keras");

  auto converter = kvant::TFLiteConverter::from_keras_model(model);
  const kvant::Bytes in_float = converter.convert();
  kvant::save(path + ".tflite", in_float);

  converter.optimizations = {kvant::Optimize::DEFAULT};
  converter.representative_dataset = noise(model.input_shape(), 16);
  converter.target_spec.supported_ops = {kvant::OpsSet::TFLITE_BUILTINS_INT8};
  converter.inference_input_type = converter.inference_output_type = kvant::int8;
  const kvant::Bytes in_int8 = converter.convert();
  kvant::save(path + "_int8.tflite", in_int8);

  const kvant::ModelFacts facts = kvant::describe_model(in_int8, network.name);
  std::printf("%-4s %8lld parameters %9lld multiply-accumulates  float %7zu B  int8 %7zu B  arena %6lld B\n",
              network.name.c_str(), static_cast<long long>(model.count_params()),
              static_cast<long long>(facts.multiply_accumulates), in_float.size(), in_int8.size(),
              static_cast<long long>(facts.arena_bytes));
}

}  // namespace

int main(int count, char** words) try {
  const std::string out = count > 1 ? words[1] : "out/mlperf_tiny";
  kvant::set_seed(count > 2 ? std::stoull(words[2]) : 1);
  std::filesystem::create_directories(out);
  for (const mlperf_tiny::Network& network : mlperf_tiny::networks()) write_network(network, out);
  return 0;
} catch (const kvant::Error& error) {
  std::fprintf(stderr, "mlperf_tiny: %s\n", error.what());
  return static_cast<int>(error.kind());
} catch (const std::exception& error) {
  std::fprintf(stderr, "mlperf_tiny: %s\n", error.what());
  return 1;
}
