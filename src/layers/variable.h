// SPDX-License-Identifier: Apache-2.0
// A layer's numbers: stored as its operator wants them, seen by users and files in Keras' layout.
#pragma once

#include "layers/regularizer.h"

#include <kvant/types/array.h>

#include <memory>
#include <string>
#include <vector>

namespace kvant::layers {

struct Variable {
  std::string name;  ///< "kernel"
  std::string path;  ///< "dense/kernel"
  /// Float32 in the operator's layout, shared with the graphs that read it. The numbers change, the array stays.
  std::shared_ptr<Array> value;
  std::vector<int> keras_permutation;  ///< Keras' axis i is the operator's axis keras_permutation[i]; empty: the same
  bool trainable = true;
  Regularizer regularizer = {};

  Shape keras_shape() const;
  Array keras_value() const;
  /// Throws Error for another shape than keras_shape() or a type that is not a real number's; converts to float32.
  void set_keras_value(const Array& given);
};

/// Lengths in another order: length i of the result is length permutation[i] of the given ones; empty: the same.
Shape in_order(const Shape& shape, const std::vector<int>& permutation);

/// The axes of an array in another order: axis i of the result is axis permutation[i] of the given array.
Array transpose(const Array& array, const std::vector<int>& permutation);

}  // namespace kvant::layers
