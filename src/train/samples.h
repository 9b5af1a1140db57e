// SPDX-License-Identifier: Apache-2.0
// Inputs and targets made ready for a model: checked, float32, in its shape.
#pragma once

#include <kvant/types/array.h>

#include <cstdint>
#include <string>

namespace kvant::train {

/// Rows of inputs and, when training or evaluating, of targets.
struct SampleView {
  const float* x = nullptr;
  const float* y = nullptr;
  std::int64_t rows = 0;
  std::int64_t x_size = 0;  ///< numbers of one row
  std::int64_t y_size = 0;

  SampleView slice(std::int64_t begin, std::int64_t end) const {
    return {x + begin * x_size, y ? y + begin * y_size : nullptr, end - begin, x_size, y_size};
  }
};

class PreparedSamples {
 public:
  /// x and y must outlive this object; they are copied only when their type or shape must change: (n,) becomes (n, 1).
  /// y: null when there are no targets. where: for messages, "fit".
  /// Throws Error when shapes do not fit the model's or each other, for no rows, and for NaN or infinity.
  PreparedSamples(const std::string& where, const Array& x, const Shape& input_shape, const Array* y,
                  const Shape& output_shape);
  PreparedSamples(const PreparedSamples&) = delete;
  PreparedSamples& operator=(const PreparedSamples&) = delete;

  const SampleView& view() const { return view_; }

 private:
  Array converted_x_;
  Array converted_y_;
  SampleView view_;
};

}  // namespace kvant::train
