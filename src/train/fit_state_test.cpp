// SPDX-License-Identifier: Apache-2.0
// The file of an interrupted training.
#include "train/fit_state.h"

#include <doctest/doctest.h>
#include <kvant/types/error.h>

#include <algorithm>

using namespace kvant;
using namespace kvant::train;

TEST_CASE("a state comes back from its file as it was") {
  FitState state;
  state.epoch = 3;
  state.step = 7;
  state.identity = {1, 2, 3, 4, 5};
  state.weights = {Array({1, 2, 3}), Array({4}).reshape({1, 1})};
  state.optimizer = {.slots = {{1, 2, 3, 4}, {}}, .size = 4, .steps = 37, .numbers = {0.1, 0.2, 0.3}};
  state.scores = {5.0, 6.0};
  state.log.epochs = {0, 1, 2};
  state.log.columns = {{"loss", {3, 2, 1}}, {"a.b", {0.1, 0.2, 0.3}}};
  state.listeners = {{}, {{"best", Array({7})}}};
  const FitState back = read_fit_state(write_fit_state(state), "net.npz");
  CHECK(back.epoch == 3);
  CHECK(back.step == 7);
  CHECK(back.identity == state.identity);
  REQUIRE(back.weights.size() == 2);
  CHECK(back.weights[1].shape() == Shape{1, 1});
  CHECK(back.optimizer.slots == state.optimizer.slots);
  CHECK(back.optimizer.steps == 37);
  CHECK(back.optimizer.numbers == state.optimizer.numbers);
  CHECK(back.scores == state.scores);
  CHECK(back.log.epochs == state.log.epochs);
  CHECK(back.log.columns == state.log.columns);
  REQUIRE(back.listeners.size() == 2);
  CHECK(back.listeners[0].empty());
  CHECK(back.listeners[1].at("best").values<float>()[0] == 7.0f);
}

TEST_CASE("what is no state is refused") {
  CHECK_THROWS_AS(read_fit_state(std::vector<std::byte>(100), "net.npz"), Error);
}
