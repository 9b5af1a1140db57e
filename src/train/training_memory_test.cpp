// SPDX-License-Identifier: Apache-2.0
// Counting the memory of a training.
#include "train/training_memory.h"

#include "layers/input_layer.h"
#include "layers/layer_graph.h"
#include "layers/layer_registry.h"

#include <doctest/doctest.h>
#include <kvant/types/error.h>

using namespace kvant;
using namespace kvant::train;

TEST_CASE("every part of a training's memory is counted") {
  layers::LayerGraph stack;
  stack.add(std::make_shared<layers::InputLayer>(Shape{unknown_length, 3}));
  stack.add(layers::make_layer({"keras.layers", "Dense", {{"units", 5}}}));
  layers::SeedSource seeds;
  stack.build(seeds);
  const TrainingMemory memory =
      plan_training_memory(stack.graph(layers::Mode::training), Optimizer{AdamSettings{}}, 10);
  CHECK(memory.parameters == 4 * (3 * 5 + 5));
  CHECK(memory.gradients == memory.parameters);
  CHECK(memory.best_weights == memory.parameters);
  CHECK(memory.optimizer == 2 * memory.parameters);
  CHECK(memory.activations == 4 * 10 * (3 + 5 + 5));
  CHECK(text_of_memory(memory) ==
        "920 B: parameters 80 B, kept best ones 80 B, gradients 80 B, optimizer 160 B, activations 520 B (batch 10)");
  CHECK_NOTHROW(check_memory(memory, 840));
  CHECK_NOTHROW(check_memory(memory, {}));
  CHECK_THROWS_AS(check_memory(memory, 839), Error);
}
