// SPDX-License-Identifier: Apache-2.0
// kvant::Interpreter over the chip's interpreter.
#include <kvant/interpreter.h>

#include "formats/tflite/tflite_format.h"
#include "inspect/chip_run.h"
#include "inspect/portability.h"
#include "inspect/status_sentence.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace kvant {
namespace {

TensorDetails details_of(const graph::Graph& graph, graph::TensorId id) {
  const graph::Tensor& tensor = graph.at(id);
  TensorDetails details;
  details.index = id;
  details.name = tensor.name;
  details.shape = tensor.shape;
  std::replace(details.shape.begin(), details.shape.end(), unknown_length, std::int64_t{1});
  details.dtype = tensor.dtype;
  if (tensor.quantization.present()) {
    details.quantization = {tensor.quantization.scales[0],
                            static_cast<std::int32_t>(tensor.quantization.zero_points[0])};
  }
  return details;
}

std::vector<TensorDetails> details_of(const graph::Graph& graph, const std::vector<graph::TensorId>& ids,
                                      const std::vector<std::string>& signature_names) {
  std::vector<TensorDetails> all;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    all.push_back(details_of(graph, ids[i]));
    if (signature_names.size() == ids.size()) all.back().signature_name = signature_names[i];
  }
  return all;
}

std::size_t place_of(const std::vector<TensorDetails>& details, int index, const std::string& name, const char* kind) {
  for (std::size_t i = 0; i < details.size(); ++i) {
    if (details[i].index == index) return i;
  }
  throw Error(name, std::string("has no ") + kind + " tensor of this index", std::to_string(index), ErrorKind::usage);
}

}  // namespace

struct Interpreter::Impl {
  Impl(Bytes given, std::string model_name) : bytes(std::move(given)), name(std::move(model_name)), chip(bytes) {
    const graph::Graph graph = formats::read_tflite(bytes, name);
    inputs = details_of(graph, graph.inputs, graph.input_names);
    outputs = details_of(graph, graph.outputs, graph.output_names);
    missing = inspect::reason_of(kvant_micro::Status::unsupported_operator, graph);
  }

  void allocate() {
    if (chip.interpreter() != nullptr) return;
    check(chip.allocate());
  }
  void check(kvant_micro::Status status) const {
    if (status == kvant_micro::Status::unsupported_operator) throw Error(name, missing);
    if (status != kvant_micro::Status::ok) throw Error(name, inspect::sentence_of(status));
  }
  kvant_micro::TensorView view(std::size_t place, bool is_input) const {
    kvant_micro::TensorView tensor;
    check(is_input ? chip.interpreter()->input(static_cast<std::uint32_t>(place), tensor)
                   : chip.interpreter()->output(static_cast<std::uint32_t>(place), tensor));
    return tensor;
  }

  void check_single() const {
    if (inputs.size() != 1 || outputs.size() != 1) throw Error(name, "has several inputs or outputs; run takes a list");
  }
  /// How many samples each array holds. Throws Error when an array does not fit its input, or counts differ.
  std::int64_t count_samples(const std::vector<Array>& x) const {
    if (x.size() != inputs.size()) {
      throw Error(name, "takes an array for each of its " + std::to_string(inputs.size()) + " inputs",
                  std::to_string(x.size()));
    }
    std::int64_t samples = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const std::int64_t found = count_samples(x[i], inputs[i]);
      if (i > 0 && found != samples)
        throw Error(name, "takes as many samples of each input, " + std::to_string(samples), std::to_string(found));
      samples = found;
    }
    return samples;
  }
  std::int64_t count_samples(const Array& x, const TensorDetails& input) const {
    if (x.dtype() != input.dtype) {
      throw Error(name, "takes " + std::string(name_of(input.dtype)), std::string(name_of(x.dtype())));
    }
    const std::int64_t sample_size = element_count(input.shape);
    const std::int64_t batch = std::max<std::int64_t>(input.shape.empty() ? 1 : input.shape[0], 1);
    const bool whole = sample_size != 0 && x.size() % sample_size == 0;
    if (!whole || (x.rank() > 0 && x.rows() != 0 && x.size() / sample_size != x.rows() / batch)) {
      throw Error(name, "takes samples of shape " + to_string(input.shape) + ", batch first", to_string(x.shape()));
    }
    return x.size() / sample_size;
  }

  Bytes bytes;
  std::string name;
  std::string missing;  ///< what to say of an operator without a kernel
  inspect::ChipRun chip;
  std::vector<TensorDetails> inputs, outputs;
};

Interpreter::Interpreter(const std::string& path) : impl_(std::make_unique<Impl>(load(path), path)) {}
Interpreter::Interpreter(Bytes bytes, std::string name)
    : impl_(std::make_unique<Impl>(std::move(bytes), std::move(name))) {}
Interpreter::~Interpreter() = default;
Interpreter::Interpreter(Interpreter&&) noexcept = default;
Interpreter& Interpreter::operator=(Interpreter&&) noexcept = default;

void Interpreter::allocate_tensors() { impl_->allocate(); }
const std::vector<TensorDetails>& Interpreter::get_input_details() const { return impl_->inputs; }
const std::vector<TensorDetails>& Interpreter::get_output_details() const { return impl_->outputs; }

void Interpreter::set_tensor(int index, const Array& value) {
  impl_->allocate();
  const std::size_t place = place_of(impl_->inputs, index, impl_->name, "input");
  const TensorDetails& details = impl_->inputs[place];
  if (value.dtype() != details.dtype) {
    throw Error(impl_->name, "input " + details.name + " takes " + std::string(name_of(details.dtype)),
                std::string(name_of(value.dtype())));
  }
  if (value.shape() != details.shape) {
    throw Error(impl_->name, "input " + details.name + " takes shape " + to_string(details.shape),
                to_string(value.shape()));
  }
  std::memcpy(impl_->view(place, true).data, value.bytes().data(), value.bytes().size());
}

void Interpreter::invoke() {
  impl_->allocate();
  impl_->check(impl_->chip.interpreter()->invoke());
}

Array Interpreter::get_tensor(int index) const {
  if (impl_->chip.interpreter() == nullptr)
    throw Error(impl_->name, inspect::sentence_of(kvant_micro::Status::not_allocated));
  const std::size_t place = place_of(impl_->outputs, index, impl_->name, "output");
  Array value(impl_->outputs[place].dtype, impl_->outputs[place].shape);
  std::memcpy(value.bytes().data(), impl_->view(place, false).data, value.bytes().size());
  return value;
}

Array Interpreter::run(const Array& x) {
  impl_->check_single();
  return run(std::vector<Array>{x})[0];
}

Array Interpreter::run_float(const Array& x) {
  impl_->check_single();
  return run_float(std::vector<Array>{x})[0];
}

std::vector<Array> Interpreter::run(const std::vector<Array>& x) {
  impl_->allocate();
  const std::int64_t samples = impl_->count_samples(x);
  std::vector<Array> y;
  std::vector<kvant_micro::TensorView> in, out;
  for (std::size_t i = 0; i < impl_->inputs.size(); ++i) in.push_back(impl_->view(i, true));
  for (std::size_t i = 0; i < impl_->outputs.size(); ++i) {
    out.push_back(impl_->view(i, false));
    Shape shape = impl_->outputs[i].shape;
    if (shape.empty()) shape = {1};
    shape[0] *= samples;
    y.emplace_back(impl_->outputs[i].dtype, shape);
  }
  for (std::int64_t sample = 0; sample < samples; ++sample) {
    const auto place = [&](const kvant_micro::TensorView& tensor) {
      return static_cast<std::size_t>(sample) * tensor.facts.bytes;
    };
    for (std::size_t i = 0; i < in.size(); ++i)
      std::memcpy(in[i].data, x[i].bytes().data() + place(in[i]), in[i].facts.bytes);
    impl_->check(impl_->chip.interpreter()->invoke());
    for (std::size_t i = 0; i < out.size(); ++i)
      std::memcpy(y[i].bytes().data() + place(out[i]), out[i].data, out[i].facts.bytes);
  }
  return y;
}

std::vector<Array> Interpreter::run_float(const std::vector<Array>& x) {
  if (x.size() != impl_->inputs.size()) return run(x);  // which says so
  std::vector<Array> typed;
  for (std::size_t i = 0; i < x.size(); ++i) typed.push_back(quantize(x[i], impl_->inputs[i]));
  std::vector<Array> y = run(typed);
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = dequantize(y[i], impl_->outputs[i]);
  return y;
}

std::size_t Interpreter::arena_bytes() const { return impl_->chip.arena_bytes(); }

Array quantize(const Array& real, const TensorDetails& details) {
  Array values = real.astype(DType::float32);
  if (details.dtype == DType::float32) return values;
  Array scaled(DType::float32, values.shape());
  const auto from = std::as_const(values).values<float>();
  const auto to = scaled.values<float>();
  const auto [scale, zero_point] = details.quantization;
  for (std::size_t i = 0; i < from.size(); ++i) to[i] = std::round(from[i] / scale) + static_cast<float>(zero_point);
  return scaled.astype(details.dtype);
}

Array dequantize(const Array& quantized, const TensorDetails& details) {
  Array values = quantized.astype(DType::float32);
  if (details.dtype == DType::float32) return values;
  const auto [scale, zero_point] = details.quantization;
  for (float& value : values.values<float>()) value = scale * (value - static_cast<float>(zero_point));
  return values;
}

}  // namespace kvant
