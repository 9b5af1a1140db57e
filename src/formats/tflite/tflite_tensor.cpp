// SPDX-License-Identifier: Apache-2.0
// Shapes and quantisation of tensors in a .tflite file.
#include "formats/tflite/tflite_tensor.h"

#include "kvant_schema/tflite_generated.h"

namespace kvant::formats {

Shape shape_of(const tflite::TensorT& tensor) {
  Shape shape(tensor.shape.begin(), tensor.shape.end());
  if (tensor.shape_signature.size() != shape.size()) return shape;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (tensor.shape_signature[i] == unknown_length) shape[i] = unknown_length;
  }
  return shape;
}

graph::Quantization quantization_of(const tflite::TensorT& tensor) {
  if (!tensor.quantization || tensor.quantization->scale.empty()) return {};
  graph::Quantization quantization = {tensor.quantization->scale, tensor.quantization->zero_point,
                                      tensor.quantization->quantized_dimension};
  if (quantization.zero_points.empty()) quantization.zero_points.resize(quantization.scales.size());
  return quantization;
}

}  // namespace kvant::formats
