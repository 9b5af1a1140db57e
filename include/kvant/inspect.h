// SPDX-License-Identifier: Apache-2.0
// What stands in a .tflite file, and what it costs.
#pragma once

#include <kvant/files.h>
#include <kvant/types/array.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kvant {

struct TensorFacts {
  int index = 0;
  std::string name;
  Shape shape;
  DType dtype = DType::float32;
  bool constant = false;
  std::vector<float> scales;  ///< empty: not quantised; one, or one per slice of axis
  std::vector<std::int64_t> zero_points;
  int axis = 0;
  std::int64_t bytes = 0;
};

struct OperatorFacts {
  std::string name;  ///< FULLY_CONNECTED, or "builtin 300" for a code that kvant has no name for
  int version = 1;
  std::string activation;            ///< "relu", or empty
  std::vector<int> inputs, outputs;  ///< tensor indices; -1: left out
  std::int64_t multiply_accumulates = 0;
  bool runs = false;  ///< kvant has a kernel for it
};

/// Where an activation lies in the arena, and when. Step i is the i-th operator; results of the model are kept for one
/// step more.
struct PlacedTensor {
  int tensor = 0;  ///< its index
  std::int64_t offset = 0, bytes = 0;
  int first_step = 0, last_step = 0;  ///< that needs it, both included
};

/// The activations in the arena as the chip's interpreter lays them out: the beginning of its arena.
struct MemoryFacts {
  std::vector<PlacedTensor> tensors;
  std::int64_t bytes = 0;        ///< of all together
  std::int64_t best_bytes = 0;   ///< with the best order, offsets and results in their operands' places
  std::int64_t lower_bound = 0;  ///< no plan needs less
  bool stored = false;           ///< as a plan in the model's metadata says (OfflineMemoryAllocation)
};

struct ModelFacts {
  std::string description, signature, min_runtime_version;
  std::vector<TensorFacts> tensors;
  std::vector<OperatorFacts> operators;
  std::vector<int> inputs, outputs;
  std::int64_t file_bytes = 0, weight_bytes = 0;  ///< the rest is names, tables and metadata
  std::int64_t parameters = 0;                    ///< elements of constants of real numbers
  std::int64_t multiply_accumulates = 0;          ///< of the operators that kvant knows
  std::int64_t arena_bytes = 0;                   ///< exactly what the chip's interpreter needs; 0 when it does not run
  std::string not_running;                        ///< why it does not run, or empty
  MemoryFacts memory;                             ///< without tensors for a model that is too large for a chip
  /// Sentences: what would not run, or run wrongly, and where.
  std::vector<std::string> remarks;
};

ModelFacts describe_model(const Bytes& model, std::string_view name);

/// A model of each operator alone, in order of execution: for measuring them one by one.
std::vector<Bytes> single_operator_models(const Bytes& model, std::string_view name);

}  // namespace kvant
