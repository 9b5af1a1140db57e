// SPDX-License-Identifier: Apache-2.0
// The result of a layer before there are numbers: what a functional model is described with, Keras' KerasTensor.
#pragma once

#include "layers/layer.h"

#include <memory>
#include <vector>

namespace kvant::layers {

struct SymbolicTensor;
using SymbolicTensorPointer = std::shared_ptr<const SymbolicTensor>;

struct SymbolicTensor {
  std::shared_ptr<Layer> layer;
  std::vector<SymbolicTensorPointer> inputs;  ///< of an InputLayer none
  Shape shape;                                ///< batch first, of unknown length
};

/// Builds the layer for these inputs, if it is not yet built, and says what comes out. An InputLayer takes none.
/// Throws Error when their shapes do not fit the layer.
SymbolicTensorPointer call_layer(std::shared_ptr<Layer> layer, std::vector<SymbolicTensorPointer> inputs,
                                 SeedSource& seeds);

/// The shape of a built layer's result for inputs of these shapes.
Shape infer_result_shape(const Layer& layer, const std::vector<Shape>& input_shapes);

}  // namespace kvant::layers
