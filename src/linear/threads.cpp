// SPDX-License-Identifier: Apache-2.0
// The pool: workers look for parts to take, and sleep when there are none for a while. Each begins with a range of its
// own, so that what one operator left in a core's caches the next one finds there, and then helps the others.
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
  explicit Pool(int threads) : ranges_(static_cast<std::size_t>(threads)) {
    for (std::size_t i = 1; i < ranges_.size(); ++i) workers_.emplace_back([this, i] { serve(i); });
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
      const auto count = static_cast<std::int64_t>(ranges_.size());
      for (std::int64_t i = 0; i < count; ++i) {
        Range& range = ranges_[static_cast<std::size_t>(i)];
        range.next = i * parts / count;
        range.end = (i + 1) * parts / count;
      }
      open_ = true;
    }
    wake_.notify_all();
    take_parts(0);
    {
      const std::lock_guard lock(mutex_);
      open_ = false;
    }
    if (look_for([this] { return busy_ == 0; })) return;
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return busy_ == 0; });
  }

 private:
  /// Parts from next to end are still to be taken. On a cache line of its own.
  struct alignas(64) Range {
    std::atomic<std::int64_t> next = 0;
    std::int64_t end = 0;
  };

  void take_parts(std::size_t own) {
    const ArithmeticScope scope(arithmetic_);
    for (std::size_t i = 0; i < ranges_.size(); ++i) {
      Range& range = ranges_[(own + i) % ranges_.size()];
      for (std::int64_t part = range.next++; part < range.end; part = range.next++) work_(context_, part);
    }
  }

  /// Who has joined is counted as busy, and run() waits for them: what they read stays as it is until they leave.
  void serve(std::size_t own) {
    for (;;) {
      look_for([this] { return open_ || ending_; });
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return ending_ || open_; });
      if (ending_) return;
      ++busy_;
      lock.unlock();
      take_parts(own);
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
  std::vector<Range> ranges_;  ///< one for each thread, the caller's first
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
  static std::atomic<bool> taken = false;  // by a caller on another thread, or further up on this one
  if (parts <= 1 || thread_count() == 1 || taken.exchange(true)) {
    for (std::int64_t part = 0; part < parts; ++part) work(context, part);
    return;
  }
  struct GiveBack {
    ~GiveBack() { taken = false; }
  } const give_back;
  static Pool pool(thread_count());
  pool.run(parts, work, context);
}

}  // namespace kvant::linear
