// SPDX-License-Identifier: Apache-2.0
// request_stop().
#include <kvant/callbacks.h>

#include "train/stop_request.h"

namespace kvant {

void request_stop() noexcept { train::request_stop(); }

}  // namespace kvant
