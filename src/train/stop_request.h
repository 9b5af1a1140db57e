// SPDX-License-Identifier: Apache-2.0
// Ctrl-C: a wish to stop that a signal handler may utter.
#pragma once

namespace kvant::train {

/// Safe in a signal handler. The fit that runs, or else the next one, ends with an Error of kind interrupted.
void request_stop() noexcept;

/// Takes a request back by throwing that Error, when there is one.
void check_stop_request();

}  // namespace kvant::train
