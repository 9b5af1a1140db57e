// SPDX-License-Identifier: Apache-2.0
// The peer of training_bench: the lesson's training as a plain loop over Eigen's products.
#pragma once

#include <cstdint>
#include <memory>

namespace eigen_lesson {

/// A 1-16-16-1 network with relu, trained by Adam on mse.
class Network {
 public:
  Network();
  ~Network();

  /// One epoch of batches of 64 in the order of the data; returns the mean loss.
  double train_epoch(const float* x, const float* y, std::int64_t rows);
  /// x[rows] to y[rows].
  void predict(const float* x, float* y, std::int64_t rows);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace eigen_lesson
