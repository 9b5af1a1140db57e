// SPDX-License-Identifier: Apache-2.0
// Reads one batch after the other, the next one ahead on a thread of its own where reading takes time.
#pragma once

#include "data/sample_source.h"

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

namespace kvant::train {

/// Where the numbers of a batch go: a place for each input and each target, as SampleSource::fetch writes them.
struct BatchPlaces {
  std::vector<float*> x, y;
};

class BatchReader {
 public:
  /// Changes a batch after it was read: its rows, and where they stand. May be empty.
  using Change = std::function<void(std::span<const std::int64_t> rows, const BatchPlaces& batch)>;

  /// batch_size: samples of a batch, 1 or more. with_targets: whether targets are read, too.
  BatchReader(data::SampleSource& source, std::int64_t batch_size, bool with_targets, Change change = {});
  ~BatchReader();
  BatchReader(const BatchReader&) = delete;
  BatchReader& operator=(const BatchReader&) = delete;

  /// From here on next() gives these rows, which must stay, batch by batch. Nothing is read before next().
  void begin(std::span<const std::int64_t> rows);
  /// Writes the next batch to places and returns its rows; none at the end. Throws what the source throws.
  std::span<const std::int64_t> next(const BatchPlaces& places);

 private:
  enum class State : std::uint8_t { idle, wanted, ready, ended };

  std::span<const std::int64_t> batch_at(std::size_t begin) const;
  void read(std::span<const std::int64_t> rows, const BatchPlaces& places);
  void make_buffers();
  void work();
  void want(std::span<const std::int64_t> rows);
  void wait_until_read();

  data::SampleSource& source_;
  std::size_t batch_size_;
  Change change_;
  std::span<const std::int64_t> rows_;
  std::size_t next_ = 0;  ///< place in rows_ of the next batch

  // Of the thread that reads ahead.
  std::vector<std::int64_t> x_sizes_, y_sizes_;  ///< numbers of one row
  std::vector<std::vector<float>> numbers_;
  BatchPlaces ahead_;
  std::mutex mutex_;
  std::condition_variable changed_;
  State state_ = State::idle;
  std::span<const std::int64_t> rows_ahead_;
  std::exception_ptr failure_;
  std::thread thread_;
};

}  // namespace kvant::train
