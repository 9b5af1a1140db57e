// SPDX-License-Identifier: Apache-2.0
// The lesson's network (1-16-16-1, batches of 64): training and one inference, and Eigen's in the same run.
#include <kvant/kvant.h>

#include <benchmark/benchmark.h>

#include <cmath>

#ifdef KVANT_BENCH_EIGEN
#include "eigen_lesson.h"
#endif

namespace {

using namespace kvant;

constexpr std::int64_t samples = 600, epochs = 100;

Samples sine() {
  Samples data = {Array(DType::float32, {samples, 1}), Array(DType::float32, {samples, 1})};
  for (std::size_t i = 0; i < samples; ++i) {
    const float x = static_cast<float>(i * 37 % samples) * 6.2831853f / samples;
    data.x.values<float>()[i] = x;
    data.y.values<float>()[i] = std::sin(x);
  }
  return data;
}

Sequential network() {
  set_seed(6);
  return Sequential(
      {Dense(16, {.activation = "relu", .input_shape = {1}}), Dense(16, {.activation = "relu"}), Dense(1)});
}

void count_samples(benchmark::State& state, std::int64_t per_iteration) {
  state.SetItemsProcessed(state.iterations() * per_iteration);
}

/// 100 epochs of the lesson. shuffle: whether each has its own order.
void train(benchmark::State& state, bool shuffle, std::vector<std::string> metrics) {
  const Samples data = sine();
  for (auto _ : state) {
    Sequential model = network();
    model.compile({.optimizer = "adam", .loss = "mse", .metrics = metrics});
    benchmark::DoNotOptimize(
        model.fit(data.x, data.y, {.epochs = epochs, .batch_size = 64, .shuffle = shuffle, .verbose = 0}));
  }
  count_samples(state, samples * epochs);
}
void train_plain(benchmark::State& state) { train(state, false, {}); }
void train_as_the_lesson(benchmark::State& state) { train(state, true, {"mae"}); }
BENCHMARK(train_plain)->Unit(benchmark::kMillisecond);
BENCHMARK(train_as_the_lesson)->Unit(benchmark::kMillisecond);

void predict(benchmark::State& state) {
  const Samples data = sine();
  const Sequential model = network();
  for (auto _ : state) benchmark::DoNotOptimize(model.predict(data.x));
  count_samples(state, samples);
}
BENCHMARK(predict);

void invoke_int8(benchmark::State& state) {
  const Samples data = sine();
  const Sequential model = network();
  TFLiteConverter converter = TFLiteConverter::from_keras_model(model);
  converter.optimizations = {Optimize::DEFAULT};
  converter.representative_dataset = data.x;
  converter.target_spec.supported_ops = {OpsSet::TFLITE_BUILTINS_INT8};
  converter.inference_input_type = converter.inference_output_type = DType::int8;
  Interpreter interpreter(converter.convert());
  interpreter.allocate_tensors();
  for (auto _ : state) interpreter.invoke();
  count_samples(state, 1);
}
BENCHMARK(invoke_int8);

#ifdef KVANT_BENCH_EIGEN
void train_eigen(benchmark::State& state) {
  const Samples data = sine();
  for (auto _ : state) {
    eigen_lesson::Network network;
    for (int epoch = 0; epoch < epochs; ++epoch) {
      benchmark::DoNotOptimize(
          network.train_epoch(data.x.values<float>().data(), data.y.values<float>().data(), samples));
    }
  }
  count_samples(state, samples * epochs);
}
BENCHMARK(train_eigen)->Unit(benchmark::kMillisecond);

void predict_eigen(benchmark::State& state) {
  const Samples data = sine();
  eigen_lesson::Network network;
  Array y(DType::float32, {samples, 1});
  for (auto _ : state) {
    network.predict(data.x.values<float>().data(), y.values<float>().data(), samples);
    benchmark::ClobberMemory();
  }
  count_samples(state, samples);
}
BENCHMARK(predict_eigen);
#endif

}  // namespace
