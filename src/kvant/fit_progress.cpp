// SPDX-License-Identifier: Apache-2.0
// Progress as Keras prints it, on stderr: results alone belong on standard output.
#include "kvant/fit_progress.h"

#include "train/training_memory.h"

#include <kvant/types/error.h>

#include <fmt/format.h>

#include <unistd.h>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <limits>

namespace kvant {
namespace {

using Clock = std::chrono::steady_clock;

std::string text_of(double value) {
  return std::fabs(value) > 1e-3 ? fmt::format("{:.4f}", value) : fmt::format("{:.4e}", value);
}

std::string text_of(const train::Logs& logs) {
  std::string text;
  for (const auto& [name, value] : logs) text += " - " + name + ": " + text_of(value);
  return text;
}

/// "3:07", "2:04:09": hours, minutes and seconds.
std::string text_of_time(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::llround(seconds));
  if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

/// How long the rest takes when it goes on as it did, by the share that is done since the start.
class TimeLeft {
 public:
  void start(double share) {
    if (begun_) return;
    begun_ = true;
    first_share_ = share;
    first_ = Clock::now();
  }
  /// " - ETA 1:05"; nothing in the first second and at the end.
  std::string text(double share) const {
    const double seconds = std::chrono::duration<double>(Clock::now() - first_).count();
    if (!begun_ || seconds < 1.0 || share >= 1.0 || share <= first_share_) return {};
    return " - ETA " + text_of_time(seconds * (1.0 - share) / (share - first_share_));
  }

 private:
  bool begun_ = false;
  double first_share_ = 0.0;
  Clock::time_point first_;
};

void print_memory(const train::TrainingMemory& memory) {
  fmt::print(stderr, "Memory of the training: {}\n", train::text_of_memory(memory));
}

/// Keras' two lines of an epoch as one. A log file is read by people: of a long training it shows about most_lines.
class EpochLines : public train::ProgressSink {
 public:
  explicit EpochLines(std::int64_t most_lines) : most_lines_(most_lines) {}

  void on_memory(const train::TrainingMemory& memory) override { print_memory(memory); }
  void on_epoch_begin(std::int64_t epoch, std::int64_t epochs, std::int64_t steps) override {
    epochs_ = epochs;
    steps_ = steps;
    left_.start(static_cast<double>(epoch) / static_cast<double>(epochs));
  }
  void on_step(std::int64_t, double) override {}
  void on_epoch_end(std::int64_t epoch, const train::Logs& logs, double seconds) override {
    const std::int64_t stride = 1 + (epochs_ - 1) / most_lines_;
    if (epoch != 0 && epoch + 1 != epochs_ && (epoch + 1) % stride != 0) return;
    const double milliseconds = 1000.0 * seconds / static_cast<double>(steps_);
    fmt::print(stderr, "Epoch {0}/{1} - {2}/{2} - {3:.0f}s - {4:.3g}ms/step{5}{6}\n", epoch + 1, epochs_, steps_,
               seconds, milliseconds, left_.text(static_cast<double>(epoch + 1) / static_cast<double>(epochs_)),
               text_of(logs));
  }

 private:
  std::int64_t most_lines_;
  std::int64_t epochs_ = 1, steps_ = 1;
  TimeLeft left_;
};

/// One line for all epochs, drawn anew at most ten times a second.
class EpochBar : public train::ProgressSink {
 public:
  ~EpochBar() override {
    if (drawn_) fmt::print(stderr, "\n");
  }
  void on_memory(const train::TrainingMemory& memory) override { print_memory(memory); }
  void on_epoch_begin(std::int64_t epoch, std::int64_t epochs, std::int64_t steps) override {
    epoch_ = epoch;
    epochs_ = epochs;
    steps_ = steps;
    left_.start(static_cast<double>(epoch) / static_cast<double>(epochs));
  }
  void on_step(std::int64_t step, double loss) override {
    if ((++calls_ & 15) == 0)
      draw(static_cast<double>(step) / static_cast<double>(steps_), " - loss: " + text_of(loss), false);
  }
  void on_epoch_end(std::int64_t epoch, const train::Logs& logs, double) override {
    draw(1.0, text_of(logs), epoch + 1 == epochs_);
  }

 private:
  void draw(double part_of_epoch, const std::string& text, bool must) {
    const auto now = Clock::now();
    if (!must && now - last_ < std::chrono::milliseconds(100)) return;
    last_ = now;
    drawn_ = true;
    constexpr int width = 20;
    const double done = (static_cast<double>(epoch_) + part_of_epoch) / static_cast<double>(epochs_);
    std::string bar;
    for (int i = 0; i < width; ++i) bar += i < static_cast<int>(done * width) ? "━" : " ";
    fmt::print(stderr, "\r\033[KEpoch {}/{} {}{}{}", epoch_ + 1, epochs_, bar, text, left_.text(done));
    std::fflush(stderr);
  }

  std::int64_t epoch_ = 0, epochs_ = 1, steps_ = 1;
  std::uint64_t calls_ = 0;
  TimeLeft left_;
  bool drawn_ = false;
  Clock::time_point last_ = Clock::now();
};

}  // namespace

std::unique_ptr<train::ProgressSink> make_progress(int verbose) {
  constexpr std::int64_t few_lines = 20;
  if (verbose == -1 && !isatty(STDERR_FILENO)) return std::make_unique<EpochLines>(few_lines);
  switch (verbose == -1 ? 1 : verbose) {
    case 0:
      return nullptr;
    case 1:
      return std::make_unique<EpochBar>();
    case 2:
      return std::make_unique<EpochLines>(std::numeric_limits<std::int64_t>::max());
    default:
      throw Error("fit", "verbose must be -1, 0, 1 or 2", std::to_string(verbose), ErrorKind::usage);
  }
}

}  // namespace kvant
