// SPDX-License-Identifier: Apache-2.0
// What the desk knows about an operator: one record, written like a form in src/ops/<name>.cpp.
#pragma once

#include "graph/graph.h"
#include "ops/emit.h"

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace kvant::ops {

/// A field that must be filled in: a record that leaves it out does not compile.
template <class T>
struct Required {
  T value;
  Required() = delete;
  constexpr Required(T given) noexcept : value(given) {}
  constexpr operator T() const { return value; }
};

/// Float numbers of an operand while a graph runs on the host. Null data: the operand is left out.
struct FloatView {
  float* data = nullptr;
  std::int64_t rows = 0;      ///< length of the first axis: the samples of this batch, for an activation
  std::int64_t row_size = 0;  ///< product of the other axes
  /// Its shape (the batch of unknown length), and the numbers of a constant that is not float32.
  const graph::Tensor* tensor = nullptr;

  std::int64_t size() const { return rows * row_size; }
  /// Length of an axis, for this batch.
  std::int64_t length(std::size_t axis) const { return axis == 0 ? rows : tensor->shape.at(axis); }
};

/// One operator of a running graph. Spans are as long as the node's operand lists.
struct FloatCall {
  const graph::Node& node;
  std::span<const FloatView> inputs;
  std::span<const FloatView> outputs;
  const graph::TrainingState* training = nullptr;  ///< null: as the finished model answers
};

/// The same with gradients of the loss. accumulate[i]: add to input_gradients[i], else overwrite it.
/// An input whose gradient nobody needs has null data.
struct GradientCall {
  const graph::Node& node;
  std::span<const FloatView> inputs;
  std::span<const FloatView> outputs;
  std::span<const FloatView> output_gradients;
  std::span<const FloatView> input_gradients;
  std::span<const bool> accumulate;
  const graph::TrainingState* training = nullptr;  ///< as of the forward run
};

/// How the int8 quantiser treats an operand.
enum class OperandRole : std::uint8_t {
  activation,    ///< int8 by its own range
  weights,       ///< int8, symmetric; per axis where the record says so
  bias,          ///< int32, scale = input scale * weights scale
  not_quantized  ///< stays as it is: shapes, axes
};

/// Parameters of a result whose range is known whatever the input.
struct FixedParameters {
  float scale = 0.0f;  ///< 0: the result has its own calibrated range
  std::int32_t zero_point = 0;
};

struct QuantizationRule {
  std::vector<OperandRole> inputs;  ///< by operand; further ones are activations
  std::int32_t weights_axis = -1;   ///< axis of per-channel weights; -1: per tensor
  /// Result and activations share scale and zero point: the result takes those of its one activation, several
  /// activations take the result's.
  bool same_scale = false;
  FixedParameters fixed_output = {};
  bool dense = false;     ///< older device libraries read its per-channel weights wrongly: per tensor on request
  bool supported = true;  ///< false: stays float between DEQUANTIZE and QUANTIZE
};

struct Cost {
  std::int64_t multiply_accumulates = 0;  ///< for a batch of 1
};

/// Shapes of the outputs. Throws Error, where = the node's layer or operator name.
using InferShape = std::vector<Shape> (*)(const graph::Graph&, const graph::Node&);
/// The version a converter must write, by types and options.
using TfliteVersion = std::int32_t (*)(const graph::Graph&, const graph::Node&);
/// The first TensorFlow release whose runtime has this version of the operator: "1.14.0".
using MinRuntime = const char* (*)(std::int32_t version);
using CountCost = Cost (*)(const graph::Graph&, const graph::Node&);
using RunFloat = void (*)(const FloatCall&);
using RunGradient = void (*)(const GradientCall&);
/// Sets the fused activation (0 none, 1 relu, 2 relu_n1_to_1, 3 relu6) on a copy of the options. Null when there is one
/// already, which 0 takes away.
using FuseActivation = std::shared_ptr<const tflite::BuiltinOptionsUnion> (*)(const graph::Node&, std::uint8_t);

/// The fused activation in a node's options.
using FusedActivation = std::uint8_t (*)(const graph::Node&);

struct Record {
  Required<std::int32_t> code;    ///< builtin code of the .tflite format, or graph::TrainingCode
  Required<const char*> name;     ///< the format's name: FULLY_CONNECTED
  Required<const char*> summary;  ///< one sentence
  Required<InferShape> infer_shape;
  Required<TfliteVersion> tflite_version;
  Required<MinRuntime> min_runtime;
  Required<CountCost> cost;
  Required<QuantizationRule (*)()> quantization;
  RunFloat run_float = nullptr;                  ///< null: does not run in float on the host (QUANTIZE ...)
  RunGradient gradient = nullptr;                ///< null: cannot be trained through
  FuseActivation fuse_activation = nullptr;      ///< null: takes no fused activation
  FusedActivation fused_activation = nullptr;    ///< null likewise
  std::span<const KernelEmitter> emitters = {};  ///< of the kernels that generated code may use
  /// What this operator is as a fused activation of another; 0: it is none.
  std::uint8_t as_activation = 0;
  /// The result may lie where one of the activations lies that it reads: each element is read before it is written.
  bool in_place = false;
  /// What the gradient reads of the forward run besides further results: training uses the other places again.
  bool gradient_reads_inputs = true;
  bool gradient_reads_result = true;
};

/// The record of a builtin code, or null for an operator that kvant does not know.
const Record* find_record(std::int32_t code);

/// The record, or an Error that names the code and the place.
const Record& record_of(const graph::Node& node);

/// The records of the chip's operators, in the order of operators.def.
std::span<const Record* const> all_records();

/// The records of operators that exist only while training, in the order of training_operators.def.
std::span<const Record* const> training_records();

}  // namespace kvant::ops
