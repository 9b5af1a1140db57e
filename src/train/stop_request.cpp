// SPDX-License-Identifier: Apache-2.0
// The flag.
#include "train/stop_request.h"

#include <kvant/types/error.h>

#include <atomic>

namespace kvant::train {
namespace {
std::atomic<bool> stop_requested{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler must not wait");
}  // namespace

void request_stop() noexcept { stop_requested.store(true, std::memory_order_relaxed); }

void check_stop_request() {
  if (!stop_requested.load(std::memory_order_relaxed)) return;
  stop_requested.store(false, std::memory_order_relaxed);
  throw Error("fit", "interrupted", {}, ErrorKind::interrupted);
}

}  // namespace kvant::train
