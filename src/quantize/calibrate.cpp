// SPDX-License-Identifier: Apache-2.0
// Ranges from representative samples.
#include "quantize/calibrate.h"

#include "linear/arithmetic.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <cmath>

namespace kvant::quantize {
namespace {

constexpr std::int64_t rows_at_once = 64;

Shape sample_shape(const Shape& shape) { return shape.empty() ? shape : Shape(shape.begin() + 1, shape.end()); }

}  // namespace

Calibrator::Calibrator(const graph::Graph& graph)
    : plan_(graph, rows_at_once, execute::PlanMode::inference), ranges_(graph.tensors.size()) {}

void Calibrator::add(const std::vector<Array>& given) {
  const std::vector<graph::TensorId>& inputs = plan_.graph().inputs;
  if (given.size() != inputs.size()) {
    throw Error("representative_dataset", "must hold samples for each of " + std::to_string(inputs.size()) + " inputs",
                std::to_string(given.size()));
  }
  std::vector<Array> samples;
  const auto where = [&](std::size_t i) {
    return "representative_dataset" + (given.size() == 1 ? "" : "[" + std::to_string(i) + "]");
  };
  for (std::size_t i = 0; i < given.size(); ++i)
    samples.push_back(checked(where(i), given[i], plan_.graph().at(inputs[i]).shape));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (samples[i].rows() != samples[0].rows())
      throw Error(where(i), "must hold as many samples as the first input, " + std::to_string(samples[0].rows()),
                  std::to_string(samples[i].rows()));
  }
  // As the kernels that TensorFlow's converter calibrates with: ranges are then its ranges, mostly to the last bit.
  const linear::ArithmeticScope scope(linear::Arithmetic::fused);
  for (std::int64_t begin = 0; begin < samples[0].rows(); begin += rows_at_once) {
    const std::int64_t rows = std::min(rows_at_once, samples[0].rows() - begin);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const auto values = std::as_const(samples[i]).values<float>();
      const std::int64_t row_size = samples[i].size() / samples[i].rows();
      std::copy_n(values.begin() + begin * row_size, rows * row_size, plan_.input(i).begin());
    }
    plan_.forward(rows);
    note_ranges();
    samples_ += rows;
  }
}

Array Calibrator::checked(const std::string& where, const Array& given, const Shape& shape) const {
  // NumPy's own type is float64; whole numbers are most likely codes that somebody quantised already.
  const bool real = given.dtype() == DType::float64 || given.dtype() == DType::float16;
  Array samples = real ? given.astype(DType::float32) : given;
  const Shape wanted = sample_shape(shape);
  const bool column = samples.rank() == 1 && wanted == Shape{1};
  if (samples.dtype() != DType::float32) {
    throw Error(where, "must hold float32 or float64", std::string(name_of(samples.dtype())));
  }
  if (samples.rank() == 0 || (!column && sample_shape(samples.shape()) != wanted)) {
    throw Error(where, "must hold samples of shape " + to_string(wanted) + ", batch first", to_string(samples.shape()));
  }
  const auto values = std::as_const(samples).values<float>();
  const auto row_size = static_cast<std::size_t>(element_count(wanted));
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) {
      throw Error(
          where,
          "row " + std::to_string(samples_ + static_cast<std::int64_t>(i / row_size)) + " (from 0) must be finite",
          std::to_string(values[i]));
    }
  }
  return samples;
}

/// Called after each batch; the first gives each range its first values.
void Calibrator::note_ranges() {
  for (std::size_t id = 0; id < ranges_.size(); ++id) {
    const graph::Tensor& tensor = plan_.graph().tensors[id];
    const ops::FloatView view = plan_.view(static_cast<graph::TensorId>(id));
    if (tensor.is_constant() || view.data == nullptr || view.size() == 0) continue;
    const auto [low, high] = std::minmax_element(view.data, view.data + view.size());
    Range& range = ranges_[id];
    range = samples_ == 0 ? Range{*low, *high} : Range{std::min(range.min, *low), std::max(range.max, *high)};
  }
}

}  // namespace kvant::quantize
