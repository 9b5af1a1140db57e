// SPDX-License-Identifier: Apache-2.0
// Leaves out a bias of zeros, as TensorFlow's converter does.
#include "ops/record.h"
#include "passes/passes.h"

#include <algorithm>

namespace kvant::passes {

void drop_zero_bias(graph::Graph& graph) {
  for (graph::Node& node : graph.nodes) {
    const ops::Record* record = ops::find_record(node.code);
    if (record == nullptr) continue;
    const ops::QuantizationRule rule = record->quantization.value();
    for (std::size_t i = 0; i < node.inputs.size() && i < rule.inputs.size(); ++i) {
      if (rule.inputs[i] != ops::OperandRole::bias || node.inputs[i] == graph::no_tensor) continue;
      const graph::Tensor& bias = graph.at(node.inputs[i]);
      if (!bias.is_constant() || bias.dtype != DType::float32) continue;
      const auto values = std::as_const(*bias.data).values<float>();
      if (std::all_of(values.begin(), values.end(), [](float v) { return v == 0.0f; }))
        node.inputs[i] = graph::no_tensor;
    }
  }
}

}  // namespace kvant::passes
