// SPDX-License-Identifier: Apache-2.0
// Operators that exist only while a model trains: their codes, which no file holds, and their options.
#pragma once

#include <cstdint>
#include <variant>

namespace kvant::graph {

/// Negative, so that they never meet a builtin code of the .tflite format.
enum TrainingCode : std::int32_t { batch_normalization_code = -1, dropout_code = -2 };

/// Ioffe and Szegedy, Batch Normalization, 2015, with Keras' names.
struct BatchNormalizationOptions {
  float momentum = 0.99f;
  float epsilon = 0.001f;
  bool frozen = false;  ///< also while training by the moving averages: of a layer that is not trainable
  float limit = 0.0f;   ///< the largest result of a relu that is part of it, infinity for one without; 0: no relu
};

struct DropoutOptions {
  float rate = 0.5f;         ///< share of the numbers that become 0: 0 to below 1
  std::uint64_t stream = 0;  ///< each layer draws from a stream of its own
};

using TrainingOptions = std::variant<std::monostate, BatchNormalizationOptions, DropoutOptions>;

/// What changes from step to step. A graph that runs without one answers as the finished model does.
struct TrainingState {
  std::uint64_t seed = 0;
  std::uint64_t step = 0;  ///< counts batches from the start of the first fit
};

}  // namespace kvant::graph
