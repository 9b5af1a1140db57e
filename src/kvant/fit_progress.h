// SPDX-License-Identifier: Apache-2.0
// How fit() shows its progress on the terminal.
#pragma once

#include "train/training_log.h"

#include <memory>

namespace kvant {

/// verbose: 0 silent (null), 1 a progress bar, 2 a line per epoch, -1: 1 when stderr is a terminal, else
/// about 20 lines in all.
/// Throws a usage Error for another number.
std::unique_ptr<train::ProgressSink> make_progress(int verbose);

}  // namespace kvant
