// SPDX-License-Identifier: Apache-2.0
// What training makes small: losses by Keras' names.
#pragma once

#include "train/output_batch.h"

#include <kvant/types/shape.h>

#include <memory>
#include <string>
#include <string_view>

namespace kvant::train {

class Loss {
 public:
  virtual ~Loss() = default;

  /// Keras' function name: mean_squared_error.
  virtual std::string_view name() const = 0;
  /// The mean over the batch, each row times its weight (Keras' sum_over_batch_size: weights do not change the
  /// divisor). gradient: its derivative by each prediction, or null.
  virtual double mean(const OutputBatch& batch, float* gradient) const = 0;
  /// Of the targets for predictions of this shape (batch first).
  virtual Shape target_shape(const Shape& predicted) const { return predicted; }
  /// Whether a training that ends near the loss of a constant answer has learned nothing.
  virtual bool measures_distance() const { return false; }
};

using LossPointer = std::shared_ptr<const Loss>;

/// mse, mae, huber (delta 1) or their long names. Throws a usage Error for another name, with a suggestion.
LossPointer find_loss(const std::string& name);

}  // namespace kvant::train
