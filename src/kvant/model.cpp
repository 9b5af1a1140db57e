// SPDX-License-Identifier: Apache-2.0
// kvant::Model: connecting layers, compile, fit, evaluate and predict.
#include <kvant/model.h>

#include "kvant/fit_progress.h"
#include "kvant/model_impl.h"
#include "kvant/model_summary.h"
#include "kvant/optimizer_settings.h"
#include "kvant/random_seed.h"
#include "train/fit.h"
#include "train/samples.h"

#include <kvant/types/error.h>

#include <cmath>

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

}  // namespace

void Model::Impl::compile(const CompileOptions& options) {
  if (options.loss.empty()) throw Error("compile", "needs a loss, for example \"mse\"", {}, ErrorKind::usage);
  Compiled next{
      .options = options, .objectives = {.loss = train::find_loss(options.loss), .metrics = {}}, .optimizer = {}};
  for (const std::string& metric : options.metrics) next.objectives.metrics.emplace_back(metric);
  next.optimizer = std::make_unique<train::Optimizer>(settings_of(options.optimizer));
  compiled = std::move(next);
}

const Model::Impl::Compiled& Model::Impl::check_compiled(const char* caller) const {
  if (!compiled) throw Error(caller, "call compile() first", {}, ErrorKind::usage);
  return *compiled;
}

void Model::Impl::build_for(const Array& x) {
  if (layer_graph.built()) return;
  Shape shape = x.rank() == 1 ? Shape{unknown_length, 1} : x.shape();
  if (!shape.empty()) shape[0] = unknown_length;
  layer_graph.build(seed_source(), shape);
}

Model::Model(const KerasTensor& input, const KerasTensor& output, const std::string& name)
    : Model(std::vector{input}, std::vector{output}, name) {}

Model::Model(const std::vector<KerasTensor>& inputs, const std::vector<KerasTensor>& outputs, const std::string& name)
    : impl_(std::make_unique<Impl>()) {
  const auto pointers = [](const std::vector<KerasTensor>& tensors) {
    std::vector<layers::SymbolicTensorPointer> result;
    for (const KerasTensor& tensor : tensors) result.push_back(tensor.implementation());
    return result;
  };
  impl_->layer_graph = layers::LayerGraph(name, pointers(inputs), pointers(outputs));
}

Model::Model(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Model::Model(Model&&) noexcept = default;
Model& Model::operator=(Model&&) noexcept = default;
Model::~Model() = default;

void Model::compile(const CompileOptions& options) { impl_->compile(options); }

History Model::fit(const Array& x, const Array& y, const FitOptions& options) {
  impl_->check_compiled("fit");
  impl_->build_for(x);
  const train::PreparedSamples samples("fit", x, input_shape(), &y, output_shape());
  train::SampleView training = samples.view();
  std::optional<train::PreparedSamples> given_validation;
  std::optional<train::SampleView> validation;
  if (options.validation_data.given()) {
    given_validation.emplace("fit: validation_data", options.validation_data.x(), input_shape(),
                             &options.validation_data.y(), output_shape());
    validation = given_validation->view();
  } else if (const std::int64_t rows = training_rows(training.rows, options.validation_split); rows < training.rows) {
    validation = training.slice(rows, training.rows);
    training = training.slice(0, rows);
  }

  std::vector<CallbackListener> callbacks;
  callbacks.reserve(options.callbacks.size());
  train::FitListeners listeners;
  for (Callback* callback : options.callbacks) listeners.epochs.push_back(&callbacks.emplace_back(*callback));
  const auto progress = make_progress(options.verbose);
  listeners.progress = progress.get();

  Impl::Compiled& compiled = *impl_->compiled;
  train::TrainingLog log =
      train::fit(impl_->layer_graph.graph(), *compiled.optimizer, compiled.objectives, training,
                 validation ? &*validation : nullptr,
                 {.epochs = options.epochs, .batch_size = options.batch_size, .shuffle = options.shuffle},
                 seed_source().next(), listeners);
  return {std::move(log.epochs), std::move(log.columns), log.stalled, std::move(log.advice)};
}

Logs Model::evaluate(const Array& x, const Array& y) const {
  const Impl::Compiled& compiled = impl_->check_compiled("evaluate");
  const train::PreparedSamples samples("evaluate", x, input_shape(), &y, output_shape());
  Logs logs;
  train::Evaluator(impl_->layer_graph.graph(), compiled.objectives, samples.view().rows)
      .run(samples.view(), "", logs.values);
  return logs;
}

Array Model::predict(const Array& x) const {
  const train::PreparedSamples samples("predict", x, input_shape(), nullptr, {});
  return train::predict(impl_->layer_graph.graph(), samples.view());
}

}  // namespace kvant
