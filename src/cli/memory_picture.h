// SPDX-License-Identifier: Apache-2.0
// Who lives where in the arena, drawn with characters.
#pragma once

#include <kvant/inspect.h>

#include <string>

namespace kvant::cli {

/// A line for each operator, and the arena's activations from left to right as they are while it runs: [7-----] is the
/// tensor 7, [3>5---] a result 5 that takes the place of its operand 3, a dot is free. Empty for no activations.
std::string draw_memory(const ModelFacts& model);

}  // namespace kvant::cli
