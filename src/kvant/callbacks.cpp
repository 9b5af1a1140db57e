// SPDX-License-Identifier: Apache-2.0
// What request_stop() asks for: the end of a training after its current step.
#include <kvant/callbacks.h>

#include "train/stop_request.h"

namespace kvant {

void request_stop() noexcept { train::request_stop(); }

}  // namespace kvant
