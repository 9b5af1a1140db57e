// SPDX-License-Identifier: Apache-2.0
// Arrays as samples, and what a model says to them: evaluate and predict.
#include "kvant/model_samples.h"

#include "kvant/model_impl.h"
#include "train/array_source.h"
#include "train/evaluate.h"

#include <kvant/types/error.h>

namespace kvant {
ArrayPointers pointers_to(const std::vector<Array>& arrays) {
  ArrayPointers pointers;
  for (const Array& array : arrays) pointers.push_back(&array);
  return pointers;
}

Shape sample_shape_of(const Array& x) {
  if (x.rank() < 2) return {1};
  return {x.shape().begin() + 1, x.shape().end()};
}

std::unique_ptr<data::SampleSource> arrays_for(const Model& model, const std::string& where, const ArrayPointers& x,
                                               const ArrayPointers& y) {
  const std::vector<Shape> inputs = model.input_shapes();
  std::vector<Shape> targets;
  if (!y.empty()) targets = train::target_shapes(model.impl().training_graph(), model.impl().objectives());
  return std::make_unique<train::ArraySource>(where, x, inputs, y, targets);
}

namespace {

Logs evaluate_source(const Model& model, data::SampleSource& samples) {
  Logs logs;
  train::Evaluator("evaluate", model.impl().training_graph(), model.impl().objectives(), samples).run("", logs.values);
  return logs;
}

}  // namespace

Logs Model::evaluate(const Array& x, const Array& y) const {
  impl_->check_compiled("evaluate");
  return evaluate_source(*this, *arrays_for(*this, "evaluate", {&x}, {&y}));
}

Logs Model::evaluate(const std::vector<Array>& x, const std::vector<Array>& y) const {
  impl_->check_compiled("evaluate");
  return evaluate_source(*this, *arrays_for(*this, "evaluate", pointers_to(x), pointers_to(y)));
}

Logs Model::evaluate(const DataSource& data) const {
  impl_->check_compiled("evaluate");
  return evaluate_source(*this, data.source());
}

Array Model::predict(const Array& x) const {
  std::vector<Array> results = train::predict(impl_->inference_graph(), *arrays_for(*this, "predict", {&x}, {}));
  if (results.size() == 1) return std::move(results[0]);
  throw Error(name(), "has several outputs: give predict a list of arrays", std::to_string(results.size()),
              ErrorKind::usage);
}

std::vector<Array> Model::predict(const std::vector<Array>& x) const {
  return train::predict(impl_->inference_graph(), *arrays_for(*this, "predict", pointers_to(x), {}));
}

std::vector<Array> Model::predict(const DataSource& data) const {
  return train::predict(impl_->inference_graph(), data.source());
}

}  // namespace kvant
