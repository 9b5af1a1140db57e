// SPDX-License-Identifier: Apache-2.0
// Training by Model::fit: the lesson's network and MLPerf Tiny's ad, kws and ic, in both arithmetics: samples a second.
#include <kvant/kvant.h>

#include "networks.h"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>

namespace {

using namespace kvant;

/// Its batch, how many batches an epoch has, and epochs of one measurement.
struct Training {
  std::string name, loss;
  Model (*build)();
  Shape input;
  std::int64_t outputs;
  std::int64_t batch, batches, epochs;
};

Model sine() {
  return Sequential(
      {Dense(16, {.activation = "relu", .input_shape = {1}}), Dense(16, {.activation = "relu"}), Dense(1)});
}

/// Uniform in [-1, 1).
Array numbers(const Shape& shape) {
  Array array(DType::float32, shape);
  std::uint32_t seed = 1;
  for (float& value : array.values<float>()) {
    seed = seed * 1664525u + 1013904223u;
    value = static_cast<float>(seed >> 8) / 8388608.0f - 1.0f;
  }
  return array;
}

/// Class numbers, or one-hot rows, or numbers.
Array targets(const Training& training, std::int64_t rows) {
  if (training.loss == "mse") return numbers({rows, training.outputs});
  const bool sparse = training.loss == "sparse_categorical_crossentropy";
  Array array(DType::float32, {rows, sparse ? 1 : training.outputs});
  const auto values = array.values<float>();
  for (std::int64_t row = 0; row < rows; ++row) {
    const std::int64_t label = row * 7 % training.outputs;
    if (sparse)
      values[static_cast<std::size_t>(row)] = static_cast<float>(label);
    else
      values[static_cast<std::size_t>(row * training.outputs + label)] = 1.0f;
  }
  return array;
}

void train(benchmark::State& state, const Training& training, bool reproducible) {
  set_seed(1);
  const std::int64_t rows = training.batch * training.batches;
  Shape shape = training.input;
  shape.insert(shape.begin(), rows);
  const Array x = numbers(shape), y = targets(training, rows);
  Model model = training.build();
  model.compile({.optimizer = "adam", .loss = training.loss});
  const FitOptions options = {
      .epochs = training.epochs, .batch_size = training.batch, .verbose = 0, .reproducible = reproducible};
  for (auto _ : state) benchmark::DoNotOptimize(model.fit(x, y, options));
  state.SetItemsProcessed(state.iterations() * rows * training.epochs);
}

}  // namespace

int main(int argc, char** argv) {
  const Training trainings[] = {
      {"sine", "mse", sine, {1}, 1, 64, 10, 500},
      {"ad", "mse", mlperf_tiny::anomaly_detection, {640}, 640, 512, 8, 10},
      {"kws", "sparse_categorical_crossentropy", mlperf_tiny::keyword_spotting, {49, 10, 1}, 12, 100, 10, 3},
      {"ic", "categorical_crossentropy", mlperf_tiny::image_classification, {32, 32, 3}, 10, 32, 20, 2},
  };
  for (const Training& training : trainings) {
    for (const bool reproducible : {false, true}) {
      benchmark::RegisterBenchmark((training.name + (reproducible ? "/reproducible" : "/fast")).c_str(),
                                   [=](benchmark::State& state) { train(state, training, reproducible); })
          ->Unit(benchmark::kMillisecond)
          ->UseRealTime();
    }
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
