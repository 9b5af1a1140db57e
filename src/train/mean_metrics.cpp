// SPDX-License-Identifier: Apache-2.0
// The mean of a loss over samples.
#include "train/mean_metrics.h"

#include "train/weighted_mean.h"

#include <cmath>
#include <utility>

namespace kvant::train {
namespace {

class MeanMetric : public Metric {
 public:
  MeanMetric(const std::string& name, LossPointer of, bool root) : Metric(name), of_(std::move(of)), root_(root) {}

  bool grows() const override { return false; }
  void reset() override { mean_.reset(); }
  void add(const OutputBatch& batch) override {
    OutputBatch unweighted = batch;
    unweighted.weights = nullptr;
    mean_.add(of_->mean(unweighted, nullptr), batch.rows);
  }
  double result() const override { return root_ ? std::sqrt(mean_.result()) : mean_.result(); }
  std::vector<double> state() const override { return mean_.state(); }
  void set_state(const std::vector<double>& state) override { mean_.set_state(state); }

 private:
  LossPointer of_;
  bool root_;
  WeightedMean mean_;
};

}  // namespace

MetricPointer mean_metric(const std::string& name, LossPointer of, bool root) {
  return std::make_unique<MeanMetric>(name, std::move(of), root);
}

}  // namespace kvant::train
