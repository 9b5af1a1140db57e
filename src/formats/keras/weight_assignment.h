// SPDX-License-Identifier: Apache-2.0
// Weights of a file on their way into a model: all of them are checked before the first is changed.
#pragma once

#include "formats/hdf5/hdf5_tree.h"
#include "layers/variable.h"

#include <string>
#include <utility>
#include <vector>

namespace kvant::formats {

class WeightAssignment {
 public:
  /// file: for messages.
  explicit WeightAssignment(std::string file) : file_(std::move(file)) {}

  /// node: the dataset, or null where the file has none; it must live until commit(). Throws Error when it is missing,
  /// of another shape or no real numbers.
  void add(const std::string& layer, layers::Variable& variable, const Hdf5Node* node);
  void commit();

 private:
  std::string file_;
  std::vector<std::pair<layers::Variable*, const Array*>> pairs_;
};

}  // namespace kvant::formats
