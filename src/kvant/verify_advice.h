// SPDX-License-Identifier: Apache-2.0
// What to try when a quantised model is too far from the float one.
#pragma once

#include "verify/operator_pairs.h"

#include <kvant/verify.h>

#include <string>
#include <vector>

namespace kvant {

/// Sentences; none when b is not quantised or near enough. b: the second model, as it was compared.
std::vector<std::string> verify_advice(const Comparison& comparison, const verify::ShownGraph& b);

}  // namespace kvant
