// SPDX-License-Identifier: Apache-2.0
// Checking weights of a file against variables.
#include "formats/keras/weight_assignment.h"

#include <kvant/types/error.h>

namespace kvant::formats {

void WeightAssignment::add(const std::string& layer, layers::Variable& variable, const Hdf5Node* node) {
  const std::string where = "weights of layer " + layer + ": " + variable.name;
  const Array* value = node != nullptr && node->value ? std::get_if<Array>(&*node->value) : nullptr;
  if (value == nullptr) throw Error(file_, where + " is missing");
  if (value->shape() != variable.keras_shape())
    throw Error(file_, where + " must have shape " + to_string(variable.keras_shape()), to_string(value->shape()));
  pairs_.emplace_back(&variable, value);
}

void WeightAssignment::commit() {
  for (const auto& [variable, value] : pairs_) variable->set_keras_value(*value);
}

}  // namespace kvant::formats
