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
    for (graph::TensorId id : graph.inputs) inputs.push_back(details_of(graph, id));
    for (graph::TensorId id : graph.outputs) outputs.push_back(details_of(graph, id));
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
  impl_->allocate();
  if (impl_->inputs.size() != 1 || impl_->outputs.size() != 1) {
    throw Error(impl_->name, "has several inputs or outputs; set them one by one");
  }
  const TensorDetails& input = impl_->inputs[0];
  const TensorDetails& output = impl_->outputs[0];
  if (x.dtype() != input.dtype) {
    throw Error(impl_->name, "takes " + std::string(name_of(input.dtype)), std::string(name_of(x.dtype())));
  }
  const std::int64_t sample_size = element_count(input.shape);
  if (sample_size == 0 || x.size() % sample_size != 0 ||
      (x.rank() > 0 && x.rows() != 0 &&
       x.size() / sample_size != x.rows() / std::max<std::int64_t>(input.shape.empty() ? 1 : input.shape[0], 1))) {
    throw Error(impl_->name, "takes samples of shape " + to_string(input.shape) + ", batch first",
                to_string(x.shape()));
  }
  const std::int64_t samples = x.size() / sample_size;
  Shape shape = output.shape;
  if (shape.empty()) shape = {1};
  shape[0] *= samples;
  Array y(output.dtype, shape);
  const kvant_micro::TensorView in = impl_->view(0, true);
  const kvant_micro::TensorView out = impl_->view(0, false);
  for (std::int64_t i = 0; i < samples; ++i) {
    std::memcpy(in.data, x.bytes().data() + static_cast<std::size_t>(i) * in.facts.bytes, in.facts.bytes);
    impl_->check(impl_->chip.interpreter()->invoke());
    std::memcpy(y.bytes().data() + static_cast<std::size_t>(i) * out.facts.bytes, out.data, out.facts.bytes);
  }
  return y;
}

Array Interpreter::run_float(const Array& x) {
  if (impl_->inputs.size() != 1 || impl_->outputs.size() != 1) return run(x);
  return dequantize(run(quantize(x, impl_->inputs[0])), impl_->outputs[0]);
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
