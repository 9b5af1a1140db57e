// SPDX-License-Identifier: Apache-2.0
// Checking and converting samples.
#include "train/samples.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace kvant::train {
namespace {

bool fits(const Shape& given, const Shape& wanted) {
  if (given.size() != wanted.size()) return false;
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (wanted[i] != unknown_length && given[i] != wanted[i]) return false;
  }
  return true;
}

/// The given array, or a converted copy of it in storage.
const Array& prepare(const std::string& where, const Array& given, const Shape& wanted, Array& storage) {
  const Array* array = &given;
  const bool as_column = given.rank() == 1 && wanted.size() == 2 && wanted[1] == 1;
  if (as_column) {
    storage = given.reshape({given.size(), 1});
    array = &storage;
  }
  if (!fits(array->shape(), wanted)) {
    throw Error(where, "the model needs shape " + to_string(wanted), to_string(given.shape()));
  }
  if (array->dtype() != DType::float32) {
    storage = array->astype(DType::float32);
    array = &storage;
  }
  return *array;
}

void check_finite(const std::string& where, std::span<const float> values, std::int64_t row_size) {
  const auto wrong = std::find_if(values.begin(), values.end(), [](float v) { return !std::isfinite(v); });
  if (wrong == values.end()) return;
  throw Error(where, "row " + std::to_string((wrong - values.begin()) / row_size) + " is not a finite number",
              std::isnan(*wrong) ? "NaN"
              : *wrong > 0       ? "infinity"
                                 : "-infinity");
}

}  // namespace

PreparedSamples::PreparedSamples(const std::string& where, const Array& x, const Shape& input_shape, const Array* y,
                                 const Shape& output_shape) {
  const Array& inputs = prepare(where + ": x", x, input_shape, converted_x_);
  if (inputs.rows() == 0) throw Error(where + ": x", "has no rows");
  view_.rows = inputs.rows();
  view_.x_size = inputs.size() / inputs.rows();
  view_.x = inputs.values<float>().data();
  check_finite(where + ": x", inputs.values<float>(), view_.x_size);
  if (y == nullptr) return;

  const Array& targets = prepare(where + ": y", *y, output_shape, converted_y_);
  if (targets.rows() != inputs.rows()) {
    throw Error(where, "x has " + std::to_string(inputs.rows()) + " rows, y must have as many",
                std::to_string(targets.rows()));
  }
  view_.y_size = targets.size() / targets.rows();
  view_.y = targets.values<float>().data();
  check_finite(where + ": y", targets.values<float>(), view_.y_size);
}

}  // namespace kvant::train
