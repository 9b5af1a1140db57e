// SPDX-License-Identifier: Apache-2.0
// compare_models: both models with every result among their outputs, through the chip's interpreter.
#include <kvant/verify.h>

#include "formats/tflite/tflite_format.h"
#include "kvant/verify_advice.h"
#include "ops/record.h"
#include "verify/difference.h"
#include "verify/operator_pairs.h"

#include <kvant/converter.h>
#include <kvant/interpreter.h>
#include <kvant/load_model.h>
#include <kvant/types/error.h>

#include <algorithm>
#include <utility>

namespace kvant {
namespace {

Bytes load_as_tflite(const std::string& path) {
  if (!path.ends_with(".keras")) return load(path);
  const Model model = load_model(path);
  return TFLiteConverter::from_keras_model(model).convert();
}

verify::RealRange range_of(const TensorDetails& details) {
  if (details.dtype != DType::int8 && details.dtype != DType::uint8) return {0, 0, 0};
  const auto [scale, zero_point] = details.quantization;
  const int low = details.dtype == DType::int8 ? -128 : 0;
  return {scale * static_cast<double>(low - zero_point), scale * static_cast<double>(low + 255 - zero_point), scale};
}

/// A model that is run sample by sample, in real numbers.
class Runner {
 public:
  Runner(const Bytes& bytes, const std::string& name) : interpreter_(bytes, name) {
    if (interpreter_.get_input_details().size() != 1) {
      throw Error(name, "has several inputs; models with one are compared for now");
    }
    interpreter_.allocate_tensors();
  }

  void run(const Array& sample) {
    const TensorDetails& input = interpreter_.get_input_details()[0];
    interpreter_.set_tensor(input.index, quantize(sample.reshape(input.shape), input));
    interpreter_.invoke();
  }
  Array result(std::size_t i) const { return dequantize(interpreter_.get_tensor(details(i).index), details(i)); }
  const TensorDetails& details(std::size_t i) const { return interpreter_.get_output_details().at(i); }
  std::size_t results() const { return interpreter_.get_output_details().size(); }
  std::int64_t sample_size() const { return element_count(interpreter_.get_input_details()[0].shape); }

 private:
  Interpreter interpreter_;
};

DifferenceFacts facts_of(const verify::Difference& difference) {
  return {difference.values(),
          difference.equal(),
          difference.max(),
          difference.mean(),
          difference.signal_to_noise_db(),
          difference.clipped_share()};
}

/// The differences of all results of two models that have as many.
std::vector<verify::Difference> compare_results(Runner& a, Runner& b, const Array& x) {
  std::vector<verify::Difference> differences(a.results());
  const std::int64_t samples = x.size() / a.sample_size();
  const Array flat = x.astype(DType::float32).reshape({samples, a.sample_size()});
  for (std::int64_t sample = 0; sample < samples; ++sample) {
    const Array row = flat.slice(sample, sample + 1);
    a.run(row);
    b.run(row);
    for (std::size_t i = 0; i < differences.size(); ++i) {
      const Array p = a.result(i), q = b.result(i);
      differences[i].add(p.values<float>(), q.values<float>(), range_of(b.details(i)));
    }
  }
  return differences;
}

/// One model's own bytes, and those that show what every operator gives.
struct ComparedModel {
  explicit ComparedModel(const std::string& path)
      : name(path), bytes(load_as_tflite(path)), graph(formats::read_tflite(bytes, path)) {
    // Whether it runs at all is the interpreter's to say, before any of its operators is looked at.
    Interpreter(bytes, path).allocate_tensors();
    shown = verify::show_results(graph);
  }
  std::string name;
  Bytes bytes;
  graph::Graph graph;
  verify::ShownGraph shown;
};

void compare_operators(const ComparedModel& a, const ComparedModel& b, const Array& x, Comparison& comparison) {
  comparison.not_paired = verify::find_mismatch(a.shown, b.shown);
  if (!comparison.not_paired.empty() || a.shown.nodes.empty()) return;
  Runner first(formats::write_tflite(a.shown.graph), a.name), second(formats::write_tflite(b.shown.graph), b.name);
  const std::vector<verify::Difference> differences = compare_results(first, second, x);
  for (std::size_t i = 0; i < differences.size(); ++i) {
    const graph::Node& node = a.graph.nodes[a.shown.nodes[i]];
    OperatorComparison one;
    one.index = static_cast<int>(i);
    one.name = ops::record_of(node).name.value;
    one.result = second.details(i).name;
    one.difference = facts_of(differences[i]);
    one.channel_spread = verify::spread_of_channels(a.graph, node);
    if (comparison.first_difference < 0 && one.difference.equal != one.difference.values)
      comparison.first_difference = one.index;
    comparison.operators.push_back(std::move(one));
  }
}

}  // namespace

Comparison compare_models(const std::string& a, const std::string& b, const Array& x) {
  const ComparedModel first(a), second(b);
  Runner run_a(first.bytes, a), run_b(second.bytes, b);
  if (run_a.results() != 1 || run_b.results() != 1) {
    throw Error(run_a.results() != 1 ? a : b, "has several outputs; models with one are compared for now");
  }
  if (run_a.sample_size() != run_b.sample_size()) {
    throw Error(b, "takes other inputs than " + a + ", " + std::to_string(run_a.sample_size()) + " numbers a sample",
                std::to_string(run_b.sample_size()));
  }
  const Shape &shape_a = run_a.details(0).shape, &shape_b = run_b.details(0).shape;
  if (element_count(shape_a) != element_count(shape_b))
    throw Error(b, "gives other shapes than " + a + ", " + to_string(shape_a), to_string(shape_b));
  Comparison comparison;
  comparison.samples = x.size() / run_a.sample_size();
  comparison.output = facts_of(compare_results(run_a, run_b, x)[0]);
  compare_operators(first, second, x, comparison);
  comparison.advice = verify_advice(comparison, second.shown);
  return comparison;
}

}  // namespace kvant
