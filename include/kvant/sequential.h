// SPDX-License-Identifier: Apache-2.0
// A model of layers one after another: Keras' Sequential.
#pragma once

#include <kvant/model.h>

#include <initializer_list>
#include <string>
#include <vector>

namespace kvant {

class Sequential : public Model {
 public:
  explicit Sequential(std::initializer_list<Layer> layers, const std::string& name = "sequential");
  explicit Sequential(const std::vector<Layer>& layers = {}, const std::string& name = "sequential");

  /// A model whose input is known is built at once: it has its weights, drawn from the seed of set_seed().
  void add(const Layer& layer);
};

}  // namespace kvant
