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
  /// divisor). gradient: its derivative by each prediction, or by each logit where the batch has them; or null.
  virtual double mean(const OutputBatch& batch, float* gradient) const = 0;
  /// Of the targets for predictions of this shape (batch first).
  virtual Shape target_shape(const Shape& predicted) const { return predicted; }
  /// Whether a training that ends near the loss of a constant answer has learned nothing.
  virtual bool measures_distance() const { return false; }
  /// Whether it takes, in place of the result of a softmax or sigmoid, what goes in there.
  virtual bool takes_logits() const { return false; }

  /// What a number of a target must be, for messages: "a class from 0 to 9". Empty: anything.
  virtual std::string target_rule(std::int64_t /*classes*/) const { return {}; }
  virtual bool accepts(float /*target*/, std::int64_t /*classes*/) const { return true; }
};

using LossPointer = std::shared_ptr<const Loss>;

struct LossSettings {
  std::string name;              ///< Keras' name of function or class, long or short
  bool from_logits = false;      ///< of cross entropies: predictions are not yet probabilities
  double label_smoothing = 0.0;  ///< of binary and categorical cross entropy: 0 to 1
};

/// mse, mae, huber (delta 1), binary_crossentropy, categorical_crossentropy, sparse_categorical_crossentropy or their
/// other names. Throws a usage Error for another name, with a suggestion, and for a setting that the loss has not.
LossPointer make_loss(const LossSettings& settings);

}  // namespace kvant::train
