// SPDX-License-Identifier: Apache-2.0
// The suggestion for a misspelt word, and when there is none.
#include "layers/did_you_mean.h"

#include <doctest/doctest.h>

#include <array>
#include <string>

using namespace kvant::layers;

TEST_CASE("the edit distance counts single changes and swaps, and takes no notice of case") {
  CHECK(edit_distance("relu", "relu") == 0);
  CHECK(edit_distance("RELU", "relu") == 0);
  CHECK(edit_distance("rleu", "relu") == 1);
  CHECK(edit_distance("rel", "relu") == 1);
  CHECK(edit_distance("reluu", "relu") == 1);
  CHECK(edit_distance("telu", "relu") == 1);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("", "abc") == 3);
}

TEST_CASE("a near name is suggested, a far one is answered with the list") {
  constexpr std::array<std::string_view, 2> known = {"linear", "relu"};
  CHECK(std::string(unknown_name("dense", "activation", "rleu", known).what()) ==
        "dense: unknown activation \"rleu\"; did you mean \"relu\"?");
  CHECK(std::string(unknown_name("dense", "activation", "softmax", known).what()) ==
        "dense: unknown activation \"softmax\"; known are linear, relu");
  CHECK(unknown_name("a", "b", "c", known).kind() == kvant::ErrorKind::usage);
  CHECK(nearest_name(std::string(100000, 'x'), known).empty());
}
