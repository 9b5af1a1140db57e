// SPDX-License-Identifier: Apache-2.0
// Gemm and MatMul become FULLY_CONNECTED.
#include "formats/onnx/onnx_lowering.h"
#include "ops/builtin_codes.h"
#include "ops/options.h"

#include <algorithm>
#include <array>

namespace kvant::formats {
namespace {

/// Weights [in, out], or [out, in] where they are turned already, as FULLY_CONNECTED's [out, in], with the features in
/// the order in which x has them.
Array product_weights(OnnxLowering& lowering, const OnnxNode& node, const Array& given, bool turned, float factor,
                      const OnnxValue& x) {
  if (given.shape().size() != 2) lowering.fail(node, "needs weights of two axes", to_string(given.shape()));
  const std::int64_t in = given.shape()[turned ? 1 : 0], out = given.shape()[turned ? 0 : 1];
  if (in != x.shape.back())
    lowering.fail(node, "needs weights for " + std::to_string(x.shape.back()) + " features", to_string(given.shape()));
  Array weights(DType::float32, {out, in});
  const auto from = given.values<float>();
  const auto to = weights.values<float>();
  for (std::int64_t o = 0; o < out; ++o) {
    for (std::int64_t i = 0; i < in; ++i) {
      const std::int64_t feature = x.features.empty() ? i : x.features[static_cast<std::size_t>(i)];
      const std::int64_t place = turned ? o * in + feature : feature * out + o;
      to[static_cast<std::size_t>(o * in + i)] = factor * from[static_cast<std::size_t>(place)];
    }
  }
  return weights;
}

/// A bias of one number or one for each output.
Array product_bias(OnnxLowering& lowering, const OnnxNode& node, const Array& given, float factor, std::int64_t out) {
  Array bias(DType::float32, {out});
  const auto from = given.values<float>();
  if (from.size() != 1 && from.size() != static_cast<std::size_t>(out))
    lowering.fail(node, "needs a bias of " + std::to_string(out) + " numbers", to_string(given.shape()));
  const auto to = bias.values<float>();
  for (std::size_t i = 0; i < to.size(); ++i) to[i] = factor * from[from.size() == 1 ? 0 : i];
  return bias;
}

void append_product(OnnxLowering& lowering, const OnnxNode& node, const OnnxValue& x, Array weights,
                    std::optional<Array> bias) {
  const std::int64_t out = weights.shape()[0];
  tflite::FullyConnectedOptionsT options;
  options.keep_num_dims = x.rank() > 2;
  graph::Node made = {.code = ops::fully_connected_code, .options = ops::hold_options(options)};
  made.inputs = {x.id, lowering.constant(node, "weights", std::move(weights)),
                 bias ? lowering.constant(node, "bias", std::move(*bias)) : graph::no_tensor};
  OnnxValue result = {.shape = x.shape, .order = x.order};
  result.shape.back() = out;
  result.id = lowering.append(node, std::move(made));
  lowering.set(node, std::move(result));
}

void lower_gemm(OnnxLowering& lowering, const OnnxNode& node) {
  const OnnxValue& x = lowering.activation(node, 0);
  if (x.rank() != 2) lowering.fail(node, "needs an operand of 2 axes", to_string(x.shape));
  if (node.integer("transA", 0) != 0) lowering.fail(node, "must not turn its first operand");
  Array weights = product_weights(lowering, node, lowering.float_constant(node, 1), node.integer("transB", 0) != 0,
                                  node.number("alpha", 1.0f), x);
  std::optional<Array> bias;
  if (lowering.has_operand(node, 2))
    bias =
        product_bias(lowering, node, lowering.float_constant(node, 2), node.number("beta", 1.0f), weights.shape()[0]);
  append_product(lowering, node, x, std::move(weights), std::move(bias));
}

void lower_matmul(OnnxLowering& lowering, const OnnxNode& node) {
  OnnxValue x = lowering.activation(node, 0);
  if (x.rank() < 2) lowering.fail(node, "needs an operand of two axes or more", to_string(x.shape));
  if (x.features.empty()) x = lowering.reordered(node, x, natural_order(x.rank()));
  append_product(lowering, node, x, product_weights(lowering, node, lowering.float_constant(node, 1), false, 1.0f, x),
                 {});
}

constexpr std::array operators = {OnnxOperator{"Gemm", lower_gemm}, OnnxOperator{"MatMul", lower_matmul}};

}  // namespace

std::span<const OnnxOperator> onnx_products() { return operators; }

}  // namespace kvant::formats
