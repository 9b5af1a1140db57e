// SPDX-License-Identifier: Apache-2.0
// The pool: workers sleep until there are parts to take.
#include "linear/threads.h"

#include "linear/arithmetic.h"

#include <kvant/types/error.h>

#include <algorithm>
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
    std::unique_lock lock(mutex_);
    work_ = work;
    context_ = context;
    arithmetic_ = arithmetic();
    next_ = 0;
    parts_ = parts;
    wake_.notify_all();
    take_parts(lock);
    done_.wait(lock, [this] { return busy_ == 0; });
  }

 private:
  void take_parts(std::unique_lock<std::mutex>& lock) {
    while (next_ < parts_) {
      const std::int64_t part = next_++;
      ++busy_;
      const ArithmeticScope scope(arithmetic_);
      lock.unlock();
      work_(context_, part);
      lock.lock();
      --busy_;
    }
  }

  void serve() {
    std::unique_lock lock(mutex_);
    for (;;) {
      wake_.wait(lock, [this] { return ending_ || next_ < parts_; });
      if (ending_) return;
      take_parts(lock);
      if (busy_ == 0) done_.notify_one();
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_, done_;
  std::vector<std::thread> workers_;
  void (*work_)(void*, std::int64_t) = nullptr;
  void* context_ = nullptr;
  Arithmetic arithmetic_ = Arithmetic::portable;
  std::int64_t next_ = 0, parts_ = 0;
  int busy_ = 0;
  bool ending_ = false;
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
