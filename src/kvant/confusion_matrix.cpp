// SPDX-License-Identifier: Apache-2.0
// Counting which class was taken for which.
#include <kvant/scores.h>
#include <kvant/types/error.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace kvant {
namespace {

std::int64_t largest_of(const float* numbers, std::int64_t count) {
  return std::max_element(numbers, numbers + count) - numbers;
}

}  // namespace

Array confusion_matrix(const Array& labels, const Array& predicted) {
  const std::int64_t rows = predicted.rows(), width = rows == 0 ? 0 : predicted.size() / rows;
  const std::int64_t classes = width == 1 ? 2 : width;
  const bool one_hot = width > 1 && labels.size() == predicted.size();
  if (rows == 0 || predicted.rank() > 2 || labels.rows() != rows || (!one_hot && labels.size() != rows)) {
    throw Error("confusion_matrix", "labels do not fit predictions of shape " + to_string(predicted.shape()),
                to_string(labels.shape()));
  }
  const Array answers = predicted.astype(DType::float32), wanted = labels.astype(DType::float32);
  Array counts(DType::int64, {classes, classes});
  for (std::int64_t row = 0; row < rows; ++row) {
    const float* const answer = answers.values<float>().data() + row * width;
    const float* const label = wanted.values<float>().data() + (one_hot ? row * width : row);
    const std::int64_t given = width == 1 ? (answer[0] > 0.5f ? 1 : 0) : largest_of(answer, width);
    const bool fits =
        one_hot || (*label >= 0.0f && *label < static_cast<float>(classes) && *label == std::floor(*label));
    if (!fits) {
      throw Error("confusion_matrix", fmt::format("row {} must be a class from 0 to {}", row, classes - 1),
                  fmt::format("{}", *label));
    }
    const std::int64_t right = one_hot ? largest_of(label, width) : static_cast<std::int64_t>(*label);
    ++counts.values<std::int64_t>()[static_cast<std::size_t>(right * classes + given)];
  }
  return counts;
}

}  // namespace kvant
