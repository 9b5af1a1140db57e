// SPDX-License-Identifier: Apache-2.0
// Keeping weights aside and putting them back.
#include "train/weights_copy.h"

#include <algorithm>
#include <utility>

namespace kvant::train {

WeightsCopy::WeightsCopy(const graph::Graph& graph) {
  for (const graph::Tensor& tensor : graph.tensors) {
    if (tensor.is_constant() && tensor.dtype == DType::float32) arrays_.push_back(tensor.data);
  }
}

void WeightsCopy::take() {
  if (copies_.empty()) {
    for (const auto& array : arrays_) copies_.push_back(*array);
    return;
  }
  for (std::size_t i = 0; i < arrays_.size(); ++i) {
    const auto from = std::as_const(*arrays_[i]).values<float>();
    std::copy(from.begin(), from.end(), copies_[i].values<float>().begin());
  }
}

void WeightsCopy::put_back() const {
  for (std::size_t i = 0; i < copies_.size(); ++i) {
    const auto from = copies_[i].values<float>();
    std::copy(from.begin(), from.end(), arrays_[i]->values<float>().begin());
  }
}

std::int64_t WeightsCopy::bytes() const {
  std::int64_t numbers = 0;
  for (const auto& array : arrays_) numbers += array->size();
  return numbers * static_cast<std::int64_t>(sizeof(float));
}

}  // namespace kvant::train
