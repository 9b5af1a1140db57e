// SPDX-License-Identifier: Apache-2.0
// kvant::Model: fit.
#include <kvant/model.h>

#include "kvant/callback_listeners.h"
#include "kvant/fit_progress.h"
#include "kvant/model_impl.h"
#include "kvant/model_samples.h"
#include "kvant/random_seed.h"
#include "linear/arithmetic.h"
#include "train/fit.h"
#include "train/source_part.h"

#include <kvant/files.h>
#include <kvant/types/error.h>

#include <cmath>
#include <filesystem>
#include <memory>
#include <optional>

namespace kvant {
namespace {

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

/// What each training sample counts.
Array weights_for(const Array& given, std::int64_t rows) {
  if (given.empty()) return {};
  if (given.rank() != 1 || given.rows() != rows) {
    throw Error("fit: sample_weight", "needs shape (" + std::to_string(rows) + ",)", to_string(given.shape()),
                ErrorKind::usage);
  }
  Array weights = given.astype(DType::float32);
  for (float weight : weights.values<float>()) {
    if (!(weight >= 0.0f) || !std::isfinite(weight))
      throw Error("fit: sample_weight", "must be 0 or more", std::to_string(weight));
  }
  return weights;
}

/// The state that options name, when it is asked for and there.
std::optional<train::FitState> read_state(const FitOptions& options) {
  if (options.resume && options.state_file.empty())
    throw Error("fit", "resume needs a state_file", {}, ErrorKind::usage);
  if (!options.resume || !std::filesystem::exists(options.state_file)) return {};
  return train::read_fit_state(load(options.state_file), options.state_file);
}

/// The columns that logs of this training will have.
std::vector<std::string> log_names(const Model::Impl& impl, bool validates) {
  train::Logs logs;
  const train::EpochScores scores(impl.training_graph(), impl.objectives());
  scores.write("", logs);
  if (validates) scores.write("val_", logs);
  std::vector<std::string> names;
  for (const auto& [name, value] : logs) names.push_back(name);
  return names;
}

History fit_source(Model& model, data::SampleSource& samples, const FitOptions& options) {
  Model::Impl& impl = model.impl();
  const FitData data(model, samples, options);
  const CallbackListeners callbacks(model, options.callbacks, log_names(impl, data.validation != nullptr),
                                    options.resume);
  const auto progress = make_progress(options.verbose);
  train::FitListeners listeners;
  listeners.epochs = callbacks.listeners();
  listeners.progress = progress.get();
  if (!options.state_file.empty()) {
    listeners.keep = [&](const train::FitState& state) { save(options.state_file, train::write_fit_state(state)); };
  }
  const Array weights = weights_for(options.sample_weight, samples.rows());
  train::FitSettings settings{.epochs = options.epochs,
                              .batch_size = options.batch_size,
                              .shuffle = options.shuffle,
                              .seed = seed_source().seed,
                              .stream = seed_source().streams_used,
                              .class_weights = options.class_weight};
  if (!weights.empty()) settings.sample_weights = weights.values<float>();
  for (const auto& augmentation : options.augmentations) settings.augmentations.push_back(augmentation.get());

  const std::optional<train::FitState> state = read_state(options);
  const linear::ArithmeticScope scope(options.reproducible ? linear::Arithmetic::portable : linear::Arithmetic::fast);
  train::TrainingLog log =
      train::fit(impl.training_graph(), *impl.compiled->optimizer, impl.objectives(), *data.training, data.validation,
                 settings, seed_source().next(), listeners, state ? &*state : nullptr);
  if (!options.state_file.empty()) std::filesystem::remove(options.state_file);
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
