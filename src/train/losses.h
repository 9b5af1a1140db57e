// SPDX-License-Identifier: Apache-2.0
// What training makes small: losses by Keras' names.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kvant::train {

/// The mean of a loss over rows * row_size numbers. gradient: its derivative by each prediction, or null.
using LossFunction = double (*)(const float* predicted, const float* target, std::int64_t rows, std::int64_t row_size,
                                float* gradient);

struct Loss {
  std::string_view name;  ///< Keras' function name: mean_squared_error
  LossFunction mean = nullptr;
};

/// mse, mae, huber (delta 1) or their long names. Throws a usage Error for another name, with a suggestion.
Loss find_loss(const std::string& name);

}  // namespace kvant::train
