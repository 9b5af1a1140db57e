// SPDX-License-Identifier: Apache-2.0
// Reading batches, and reading them ahead.
#include "train/batch_reader.h"

#include <algorithm>
#include <utility>

namespace kvant::train {

BatchReader::BatchReader(data::SampleSource& source, std::int64_t batch_size, bool with_targets, Change change)
    : source_(source), batch_size_(static_cast<std::size_t>(batch_size)), change_(std::move(change)) {
  if (source.in_memory()) return;
  for (const Shape& shape : source.input_shapes()) x_sizes_.push_back(element_count(shape));
  if (with_targets) {
    for (const Shape& shape : source.target_shapes()) y_sizes_.push_back(element_count(shape));
  }
  make_buffers();
  thread_ = std::thread([this] { work(); });
}

BatchReader::~BatchReader() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    state_ = State::ended;
  }
  changed_.notify_all();
  thread_.join();
}

void BatchReader::make_buffers() {
  const auto make = [&](const std::vector<std::int64_t>& sizes, std::vector<float*>& places) {
    for (std::int64_t size : sizes) {
      numbers_.emplace_back(batch_size_ * static_cast<std::size_t>(size));
      places.push_back(numbers_.back().data());
    }
  };
  make(x_sizes_, ahead_.x);
  make(y_sizes_, ahead_.y);
}

std::span<const std::int64_t> BatchReader::batch_at(std::size_t begin) const {
  return rows_.subspan(begin, std::min(batch_size_, rows_.size() - begin));
}

void BatchReader::read(std::span<const std::int64_t> rows, const BatchPlaces& places) {
  source_.fetch(rows, places.x, places.y);
  if (change_) change_(rows, places);
}

void BatchReader::begin(std::span<const std::int64_t> rows) {
  if (thread_.joinable()) wait_until_read();  // an epoch that ended early
  rows_ = rows;
  next_ = 0;
  const std::lock_guard lock(mutex_);
  state_ = State::idle;
  failure_ = nullptr;
}

std::span<const std::int64_t> BatchReader::next(const BatchPlaces& places) {
  if (next_ >= rows_.size()) return {};
  const std::span<const std::int64_t> batch = batch_at(next_);
  next_ += batch.size();
  if (!thread_.joinable()) {
    read(batch, places);
    return batch;
  }
  if (next_ == batch.size()) want(batch);  // the first one
  wait_until_read();
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
  const auto copy = [&](const std::vector<std::int64_t>& sizes, const std::vector<float*>& from,
                        const std::vector<float*>& to) {
    for (std::size_t i = 0; i < sizes.size(); ++i)
      std::copy_n(from[i], static_cast<std::int64_t>(batch.size()) * sizes[i], to[i]);
  };
  copy(x_sizes_, ahead_.x, places.x);
  copy(y_sizes_, ahead_.y, places.y);
  if (next_ < rows_.size()) want(batch_at(next_));
  return batch;
}

void BatchReader::want(std::span<const std::int64_t> rows) {
  {
    const std::lock_guard lock(mutex_);
    rows_ahead_ = rows;
    state_ = State::wanted;
  }
  changed_.notify_all();
}

void BatchReader::wait_until_read() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return state_ != State::wanted; });
}

void BatchReader::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return state_ == State::wanted || state_ == State::ended; });
    if (state_ == State::ended) return;
    const std::span<const std::int64_t> rows = rows_ahead_;
    lock.unlock();
    std::exception_ptr failure;
    try {
      read(rows, ahead_);
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    failure_ = failure;
    if (state_ == State::ended) return;
    state_ = State::ready;
    changed_.notify_all();
  }
}

}  // namespace kvant::train
