// SPDX-License-Identifier: Apache-2.0
// kvant::Model: connecting layers, and compile.
#include <kvant/model.h>

#include "kvant/model_impl.h"
#include "kvant/objective_settings.h"
#include "kvant/optimizer_settings.h"
#include "kvant/random_seed.h"

#include <kvant/types/error.h>

namespace kvant {
void Model::Impl::compile(const CompileOptions& options) {
  if (!options.loss.given() && options.losses.empty())
    throw Error("compile", "needs a loss, for example \"mse\"", {}, ErrorKind::usage);
  if (options.loss.given()) train::make_loss(settings_of(options.loss));
  for (const Loss& loss : options.losses) train::make_loss(settings_of(loss));
  for (const Metric& metric : options.metrics) train::check_metric(settings_of(metric));
  for (const auto& metrics : options.output_metrics) {
    for (const Metric& metric : metrics) train::check_metric(settings_of(metric));
  }
  compiled =
      Compiled{.options = options, .optimizer = std::make_unique<train::Optimizer>(settings_of(options.optimizer))};
}

const Model::Impl::Compiled& Model::Impl::check_compiled(const char* caller) const {
  if (compiled) return *compiled;
  std::string what = "call compile() first";
  if (!not_compiled.empty()) what += "; what the model's file tells is not possible: " + not_compiled;
  throw Error(caller, what, {}, ErrorKind::usage);
}

void Model::Impl::build_for(const Shape& sample_shape) {
  if (layer_graph.built()) return;
  Shape shape = sample_shape;
  shape.insert(shape.begin(), unknown_length);
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

double Model::learning_rate() const { return impl_->check_compiled("learning_rate").optimizer->learning_rate(); }

void Model::set_learning_rate(double rate) {
  impl_->check_compiled("learning_rate").optimizer->set_learning_rate(rate);
}

}  // namespace kvant
