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
#include <kvant/model_kind.h>
#include <kvant/types/error.h>

#include <algorithm>
#include <utility>

namespace kvant {
namespace {

Bytes load_as_tflite(const std::string& path) {
  if (model_kind(path) == ModelKind::tflite) return load(path);
  return TFLiteConverter::from_file(path).convert();
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
  Runner(const Bytes& bytes, const std::string& name) : interpreter_(bytes, name) { interpreter_.allocate_tensors(); }

  /// sample: an array for each input.
  void run(const std::vector<Array>& sample) {
    for (std::size_t i = 0; i < inputs().size(); ++i)
      interpreter_.set_tensor(inputs()[i].index, quantize(sample[i].reshape(inputs()[i].shape), inputs()[i]));
    interpreter_.invoke();
  }
  Array result(std::size_t i) const { return dequantize(interpreter_.get_tensor(details(i).index), details(i)); }
  const TensorDetails& details(std::size_t i) const { return interpreter_.get_output_details().at(i); }
  std::size_t results() const { return outputs().size(); }
  const std::vector<TensorDetails>& inputs() const { return interpreter_.get_input_details(); }
  const std::vector<TensorDetails>& outputs() const { return interpreter_.get_output_details(); }

 private:
  Interpreter interpreter_;
};

/// Throws Error when b's inputs or outputs are not as many, or not as large, as a's.
void check_alike(const std::string& name_a, const std::string& name_b, const std::vector<TensorDetails>& a,
                 const std::vector<TensorDetails>& b, const char* kind) {
  if (a.size() != b.size()) {
    throw Error(name_b, "has other " + std::string(kind) + " than " + name_a + ", " + std::to_string(a.size()),
                std::to_string(b.size()));
  }
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (element_count(a[i].shape) == element_count(b[i].shape)) continue;
    throw Error(name_b, "has other shapes of " + std::string(kind) + " than " + name_a + ", " + to_string(a[i].shape),
                to_string(b[i].shape));
  }
}

DifferenceFacts facts_of(const verify::Difference& difference) {
  return {difference.values(),
          difference.equal(),
          difference.max(),
          difference.mean(),
          difference.signal_to_noise_db(),
          difference.clipped_share()};
}

/// Runs both on every sample. The differences of each result, or of all of them as one.
std::vector<verify::Difference> compare_results(Runner& a, Runner& b, const std::vector<Array>& x, bool as_one) {
  std::vector<verify::Difference> differences(as_one ? 1 : a.results());
  std::vector<Array> flat;
  for (std::size_t i = 0; i < x.size(); ++i)
    flat.push_back(x[i].astype(DType::float32).reshape({-1, element_count(a.inputs()[i].shape)}));
  std::vector<Array> sample(x.size());
  for (std::int64_t row = 0; row < flat[0].rows(); ++row) {
    for (std::size_t i = 0; i < x.size(); ++i) sample[i] = flat[i].slice(row, row + 1);
    a.run(sample);
    b.run(sample);
    for (std::size_t i = 0; i < a.results(); ++i) {
      const Array p = a.result(i), q = b.result(i);
      differences[as_one ? 0 : i].add(p.values<float>(), q.values<float>(), range_of(b.details(i)));
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

void compare_operators(const ComparedModel& a, const ComparedModel& b, const std::vector<Array>& x,
                       Comparison& comparison) {
  comparison.not_paired = verify::find_mismatch(a.shown, b.shown);
  if (!comparison.not_paired.empty() || a.shown.nodes.empty()) return;
  Runner first(formats::write_tflite(a.shown.graph), a.name), second(formats::write_tflite(b.shown.graph), b.name);
  const std::vector<verify::Difference> differences = compare_results(first, second, x, false);
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

Comparison compare_models(const std::string& a, const std::string& b, const std::vector<Array>& x) {
  const ComparedModel first(a), second(b);
  Runner run_a(first.bytes, a), run_b(second.bytes, b);
  check_alike(a, b, run_a.inputs(), run_b.inputs(), "inputs");
  check_alike(a, b, run_a.outputs(), run_b.outputs(), "outputs");
  if (x.size() != run_a.inputs().size()) {
    throw Error(a, "takes samples for each of its " + std::to_string(run_a.inputs().size()) + " inputs",
                std::to_string(x.size()));
  }
  Comparison comparison;
  comparison.samples = x[0].size() / element_count(run_a.inputs()[0].shape);
  comparison.output = facts_of(compare_results(run_a, run_b, x, true)[0]);
  compare_operators(first, second, x, comparison);
  comparison.advice = verify_advice(comparison, second.shown);
  return comparison;
}

}  // namespace kvant
