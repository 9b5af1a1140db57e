// SPDX-License-Identifier: Apache-2.0
// kvant::Model: fit.
#include <kvant/model.h>

#include "kvant/fit_progress.h"
#include "kvant/model_impl.h"
#include "kvant/model_samples.h"
#include "kvant/random_seed.h"
#include "linear/arithmetic.h"
#include "train/fit.h"
#include "train/source_part.h"

#include <kvant/types/error.h>

#include <cmath>
#include <memory>

namespace kvant {
namespace {

/// A callback as the training loop calls it.
class CallbackListener : public train::EpochListener {
 public:
  explicit CallbackListener(Callback& callback) : callback_(callback) {}
  void on_train_begin() override {
    callback_.keep_training();
    callback_.on_train_begin();
  }
  bool on_epoch_end(std::int64_t epoch, const train::Logs& logs) override {
    callback_.on_epoch_end(epoch, {logs});
    return callback_.is_stopping();
  }
  void on_train_end(const train::Logs& logs) override { callback_.on_train_end({logs}); }

 private:
  Callback& callback_;
};

/// How many samples stay for training when the last part is for validation.
std::int64_t training_rows(std::int64_t rows, double validation_split) {
  if (!(validation_split >= 0.0 && validation_split < 1.0)) {
    throw Error("fit", "validation_split must be at least 0 and below 1", std::to_string(validation_split),
                ErrorKind::usage);
  }
  if (validation_split == 0.0) return rows;
  const auto kept = static_cast<std::int64_t>(std::floor(static_cast<double>(rows) * (1.0 - validation_split)));
  if (kept == 0 || kept == rows) {
    throw Error("fit", "validation_split leaves no samples on one side", std::to_string(validation_split),
                ErrorKind::usage);
  }
  return kept;
}

/// The samples of a training, parted from those of its validation.
struct FitData {
  std::unique_ptr<data::SampleSource> given_validation;
  std::unique_ptr<train::SourcePart> first, last;
  data::SampleSource* training = nullptr;
  data::SampleSource* validation = nullptr;

  FitData(Model& model, data::SampleSource& samples, const FitOptions& options) : training(&samples) {
    const ValidationData& given = options.validation_data;
    if (given.source()) {
      validation = &given.source()->source();
    } else if (given.given()) {
      given_validation = arrays_for(model, "fit: validation_data", pointers_to(given.x()), pointers_to(given.y()));
      validation = given_validation.get();
    } else if (const std::int64_t rows = training_rows(samples.rows(), options.validation_split);
               rows < samples.rows()) {
      first = std::make_unique<train::SourcePart>(samples, 0, rows);
      last = std::make_unique<train::SourcePart>(samples, rows, samples.rows());
      training = first.get();
      validation = last.get();
    }
  }
};

History fit_source(Model& model, data::SampleSource& samples, const FitOptions& options) {
  Model::Impl& impl = model.impl();
  const FitData data(model, samples, options);
  std::vector<CallbackListener> callbacks;
  callbacks.reserve(options.callbacks.size());
  train::FitListeners listeners;
  for (Callback* callback : options.callbacks) listeners.epochs.push_back(&callbacks.emplace_back(*callback));
  const auto progress = make_progress(options.verbose);
  listeners.progress = progress.get();

  const linear::ArithmeticScope scope(options.reproducible ? linear::Arithmetic::portable : linear::Arithmetic::fast);
  train::TrainingLog log =
      train::fit(impl.training_graph(), *impl.compiled->optimizer, impl.objectives(), *data.training, data.validation,
                 {.epochs = options.epochs,
                  .batch_size = options.batch_size,
                  .shuffle = options.shuffle,
                  .seed = seed_source().seed},
                 seed_source().next(), listeners);
  return {std::move(log.epochs), std::move(log.columns), log.stalled, std::move(log.advice)};
}

History fit_arrays(Model& model, const ArrayPointers& x, const ArrayPointers& y, const FitOptions& options) {
  model.impl().check_compiled("fit");
  if (x.size() == 1) model.impl().build_for(sample_shape_of(*x[0]));
  const auto samples = arrays_for(model, "fit", x, y);
  return fit_source(model, *samples, options);
}

}  // namespace

History Model::fit(const Array& x, const Array& y, const FitOptions& options) {
  return fit_arrays(*this, {&x}, {&y}, options);
}

History Model::fit(const std::vector<Array>& x, const std::vector<Array>& y, const FitOptions& options) {
  return fit_arrays(*this, pointers_to(x), pointers_to(y), options);
}

History Model::fit(const DataSource& data, const FitOptions& options) {
  impl_->check_compiled("fit");
  if (data.input_shapes().size() == 1) impl_->build_for(data.input_shapes()[0]);
  return fit_source(*this, data.source(), options);
}

}  // namespace kvant
