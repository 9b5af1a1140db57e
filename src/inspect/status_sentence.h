// SPDX-License-Identifier: Apache-2.0
// The chip's status codes as sentences.
#pragma once

#include <kvant_micro/core/status.h>

#include <string>

namespace kvant::inspect {

/// "the arena is too small", without a full stop.
std::string sentence_of(kvant_micro::Status status);

}  // namespace kvant::inspect
