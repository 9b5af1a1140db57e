// SPDX-License-Identifier: Apache-2.0
// kvant::Sequential: layers, compile, fit, evaluate and predict.
#include <kvant/sequential.h>

#include "kvant/fit_progress.h"
#include "kvant/model_summary.h"
#include "kvant/optimizer_settings.h"
#include "kvant/random_seed.h"
#include "kvant/sequential_impl.h"
#include "layers/input_layer.h"
#include "train/fit.h"
#include "train/samples.h"

#include <kvant/types/error.h>

#include <cmath>

namespace kvant {
namespace {

Shape batch_shape_of(const Shape& sample) {
  Shape shape = {unknown_length};
  shape.insert(shape.end(), sample.begin(), sample.end());
  return shape;
}

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

void Sequential::Impl::compile(const CompileOptions& options) {
  if (options.loss.empty()) throw Error("compile", "needs a loss, for example \"mse\"", {}, ErrorKind::usage);
  Compiled next{
      .options = options, .objectives = {.loss = train::find_loss(options.loss), .metrics = {}}, .optimizer = {}};
  for (const std::string& metric : options.metrics) next.objectives.metrics.emplace_back(metric);
  next.optimizer = std::make_unique<train::Optimizer>(settings_of(options.optimizer));
  compiled = std::move(next);
}

const Sequential::Impl::Compiled& Sequential::Impl::check_compiled(const char* caller) const {
  if (!compiled) throw Error(caller, "call compile() first", {}, ErrorKind::usage);
  return *compiled;
}

void Sequential::Impl::build_for(const Array& x) {
  if (stack.built()) return;
  Shape shape = x.rank() == 1 ? Shape{unknown_length, 1} : x.shape();
  if (!shape.empty()) shape[0] = unknown_length;
  stack.build(seed_source(), shape);
}

Sequential::Sequential(std::initializer_list<Layer> layers, const std::string& name)
    : Sequential(std::vector<Layer>(layers), name) {}

Sequential::Sequential(const std::vector<Layer>& layers, const std::string& name) : impl_(std::make_unique<Impl>()) {
  impl_->stack.name = name;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (i == 0 && layers[0].class_name() != "InputLayer" && !layers[0].input_shape().empty()) {
      impl_->stack.add(std::make_shared<layers::InputLayer>(batch_shape_of(layers[0].input_shape())));
    }
    impl_->stack.add(layers[i].implementation());
  }
  if (impl_->stack.has_input()) impl_->stack.build(seed_source());
}

Sequential::Sequential(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Sequential::Sequential(Sequential&&) noexcept = default;
Sequential& Sequential::operator=(Sequential&&) noexcept = default;
Sequential::~Sequential() = default;

void Sequential::add(const Layer& layer) {
  const bool first = impl_->stack.layers().empty();
  if (first && layer.class_name() != "InputLayer" && !layer.input_shape().empty()) {
    impl_->stack.add(std::make_shared<layers::InputLayer>(batch_shape_of(layer.input_shape())));
  }
  impl_->stack.add(layer.implementation());
  if (impl_->stack.has_input()) impl_->stack.build(seed_source());
}

void Sequential::compile(const CompileOptions& options) { impl_->compile(options); }

History Sequential::fit(const Array& x, const Array& y, const FitOptions& options) {
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
  train::TrainingLog log = train::fit(
      impl_->stack.graph(), *compiled.optimizer, compiled.objectives, training, validation ? &*validation : nullptr,
      {.epochs = options.epochs, .batch_size = options.batch_size, .shuffle = options.shuffle}, seed_source().next(),
      listeners);
  return {std::move(log.epochs), std::move(log.columns), log.stalled, std::move(log.advice)};
}

Logs Sequential::evaluate(const Array& x, const Array& y) const {
  const Impl::Compiled& compiled = impl_->check_compiled("evaluate");
  const train::PreparedSamples samples("evaluate", x, input_shape(), &y, output_shape());
  Logs logs;
  train::Evaluator(impl_->stack.graph(), compiled.objectives, samples.view().rows).run(samples.view(), "", logs.values);
  return logs;
}

Array Sequential::predict(const Array& x) const {
  const train::PreparedSamples samples("predict", x, input_shape(), nullptr, {});
  return train::predict(impl_->stack.graph(), samples.view());
}

}  // namespace kvant
