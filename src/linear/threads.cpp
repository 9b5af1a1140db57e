// SPDX-License-Identifier: Apache-2.0
// The pool: workers look for parts to take, and sleep when there are none for a while.
#include "linear/threads.h"

#include "linear/arithmetic.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace kvant::linear {
namespace {

int wanted_threads() {
  const char* text = std::getenv("KVANT_THREADS");
  if (text == nullptr || *text == '\0') {
    return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, 16);
  }
  char* end = nullptr;
  const long count = std::strtol(text, &end, 10);
  if (*end != '\0' || count < 1 || count > 1024)
    throw Error("KVANT_THREADS", "must be a whole number from 1", text, ErrorKind::usage);
  return static_cast<int>(count);
}

/// Looks this often for something to do, or to be done, before it sleeps: some tens of microseconds, because waking
/// takes as long, and between the operators of a step there is less.
constexpr int looks = 4000;

template <class Condition>
bool look_for(const Condition& condition) {
  for (int look = 0; look < looks; ++look) {
    if (condition()) return true;
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
  }
  return false;
}

class Pool {
 public:
  explicit Pool(int threads) {
    for (int i = 1; i < threads; ++i) workers_.emplace_back([this] { serve(); });
  }
  ~Pool() {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    wake_.notify_all();
    for (std::thread& worker : workers_) worker.join();
  }

  void run(std::int64_t parts, void (*work)(void*, std::int64_t), void* context) {
    {
      const std::lock_guard lock(mutex_);
      work_ = work;
      context_ = context;
      arithmetic_ = arithmetic();
      parts_ = parts;
      next_ = 0;
      open_ = true;
    }
    wake_.notify_all();
    take_parts();
    {
      const std::lock_guard lock(mutex_);
      open_ = false;
    }
    if (look_for([this] { return busy_ == 0; })) return;
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return busy_ == 0; });
  }

 private:
  void take_parts() {
    const ArithmeticScope scope(arithmetic_);
    for (std::int64_t part = next_++; part < parts_; part = next_++) work_(context_, part);
  }

  /// Who has joined is counted as busy, and run() waits for them: what they read stays as it is until they leave.
  void serve() {
    for (;;) {
      look_for([this] { return open_ || ending_; });
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return ending_ || open_; });
      if (ending_) return;
      ++busy_;
      lock.unlock();
      take_parts();
      lock.lock();
      open_ = false;  // no part is left
      if (--busy_ == 0) done_.notify_one();
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_, done_;
  std::vector<std::thread> workers_;
  void (*work_)(void*, std::int64_t) = nullptr;
  void* context_ = nullptr;
  Arithmetic arithmetic_ = Arithmetic::portable;
  std::int64_t parts_ = 0;
  std::atomic<std::int64_t> next_ = 0;
  std::atomic<int> busy_ = 0;
  std::atomic<bool> open_ = false;  ///< workers may join
  std::atomic<bool> ending_ = false;
};

}  // namespace

int thread_count() {
  static const int count = wanted_threads();
  return count;
}

std::int64_t worthwhile_parts(std::int64_t pieces, std::int64_t multiply_adds) {
  constexpr std::int64_t worth_a_part = 1'000'000;
  if (thread_count() == 1) return 1;
  return std::clamp<std::int64_t>(multiply_adds / worth_a_part, 1, std::min<std::int64_t>(pieces, 4 * thread_count()));
}

void parallel_parts(std::int64_t parts, void (*work)(void*, std::int64_t), void* context) {
  if (parts <= 1 || thread_count() == 1) {
    for (std::int64_t part = 0; part < parts; ++part) work(context, part);
    return;
  }
  static Pool pool(thread_count());
  pool.run(parts, work, context);
}

}  // namespace kvant::linear
