// SPDX-License-Identifier: Apache-2.0
// Every thread runs chunks of samples through an interpreter of its own.
#include "kvant/batch_answers.h"

#include "linear/threads.h"

#include <kvant/interpreter.h>
#include <kvant/open_data.h>

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <exception>
#include <memory>
#include <mutex>
#include <vector>

namespace kvant {
namespace {

constexpr std::int64_t chunk_rows = 64;

class Batch {
 public:
  Batch(const Bytes& model, const std::string& name, const Array& x) : model_(model), name_(name), x_(x) {}

  Array run() {
    // The first chunk alone: what is wrong shows before threads begin.
    take(chunk(0), 0);
    const std::int64_t chunks = (x_.rows() + chunk_rows - 1) / chunk_rows;
    linear::parallel_parts(
        chunks - 1, [](void* self, std::int64_t part) { static_cast<Batch*>(self)->work(part + 1); }, this);
    if (shown_) std::fprintf(stderr, "\r\033[K");
    if (failure_) std::rethrow_exception(failure_);
    return std::move(answers_);
  }

 private:
  using Clock = std::chrono::steady_clock;

  Array chunk(std::int64_t part) {
    const std::int64_t begin = part * chunk_rows;
    std::unique_ptr<Interpreter> interpreter = borrow();
    Array answers = interpreter->run_float(x_.slice(begin, std::min(begin + chunk_rows, x_.rows())));
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(interpreter));
    return answers;
  }

  std::unique_ptr<Interpreter> borrow() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) return std::make_unique<Interpreter>(model_, name_);
    std::unique_ptr<Interpreter> one = std::move(idle_.back());
    idle_.pop_back();
    return one;
  }

  /// No exception may leave a thread's work.
  void work(std::int64_t part) noexcept {
    try {
      take(chunk(part), part);
    } catch (...) {
      const std::lock_guard lock(mutex_);
      failure_ = std::current_exception();
    }
  }

  void take(const Array& answers, std::int64_t part) {
    const std::lock_guard lock(mutex_);
    if (part == 0) {
      Shape shape = answers.shape();
      shape[0] = shape[0] / std::min(chunk_rows, x_.rows()) * x_.rows();
      answers_ = Array(DType::float32, shape);
    }
    const std::size_t row_bytes = answers_.bytes().size() / static_cast<std::size_t>(x_.rows());
    std::memcpy(answers_.bytes().data() + static_cast<std::size_t>(part * chunk_rows) * row_bytes,
                answers.bytes().data(), answers.bytes().size());
    done_ += std::min(chunk_rows, x_.rows() - part * chunk_rows);
    if (Clock::now() < next_ || isatty(STDERR_FILENO) == 0) return;
    std::fprintf(stderr, "\r%s: %lld of %lld samples", name_.c_str(), static_cast<long long>(done_),
                 static_cast<long long>(x_.rows()));
    shown_ = true;
    next_ = Clock::now() + std::chrono::milliseconds(200);
  }

  const Bytes& model_;
  const std::string& name_;
  const Array& x_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Interpreter>> idle_;
  Array answers_;
  std::int64_t done_ = 0;
  bool shown_ = false;
  Clock::time_point next_ = Clock::now() + std::chrono::seconds(1);
  std::exception_ptr failure_;
};

}  // namespace

Array answer_batch(const Bytes& model, const std::string& name, const Array& x) { return Batch(model, name, x).run(); }

Array answer_batch(const Bytes& model, const std::string& name, const DataSource& source) {
  constexpr std::int64_t step = 1024;
  std::vector<float> answers;
  Shape shape;
  for (std::int64_t begin = 0; begin < source.rows(); begin += step) {
    const std::int64_t end = std::min(begin + step, source.rows());
    const Array some = answer_batch(model, name, read_rows(source, begin, end).x[0]);
    const auto values = some.values<float>();
    answers.insert(answers.end(), values.begin(), values.end());
    shape = some.shape();
  }
  shape[0] = source.rows();
  return Array::from<float>(std::span<const float>(answers), shape);
}

}  // namespace kvant
