// SPDX-License-Identifier: Apache-2.0
// compare_models: both models through the chip's interpreter, in real numbers.
#include <kvant/interpreter.h>
#include <kvant/types/error.h>
#include <kvant/verify.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace kvant {
namespace {

/// Share of quantised values at an end of their type's range; 0 for float.
double clipped_share(const Array& values) {
  if (values.dtype() != DType::int8 && values.dtype() != DType::uint8) return 0;
  const int low = values.dtype() == DType::int8 ? -128 : 0;
  const Array wide = values.astype(DType::int32);
  const auto numbers = wide.values<std::int32_t>();
  const auto clipped = std::count_if(numbers.begin(), numbers.end(), [&](int v) { return v == low || v == low + 255; });
  return numbers.empty() ? 0 : static_cast<double>(clipped) / static_cast<double>(numbers.size());
}

}  // namespace

Comparison compare_models(const std::string& a, const std::string& b, const Array& x) {
  Interpreter first(a), second(b);
  const TensorDetails& output = second.get_output_details().at(0);
  const Array ya = first.run_float(x);
  const Array quantized = second.run(quantize(x, second.get_input_details().at(0)));
  const Array yb = dequantize(quantized, output);
  if (ya.size() != yb.size())
    throw Error(b, "gives other shapes than " + a + ", " + to_string(ya.shape()), to_string(yb.shape()));
  Comparison result;
  result.samples = x.rows();
  result.values = ya.size();
  double signal = 0, noise = 0, total = 0;
  for (std::size_t i = 0; i < static_cast<std::size_t>(ya.size()); ++i) {
    const double p = ya.values<float>()[i], q = yb.values<float>()[i];
    const double difference = std::fabs(p - q);
    result.equal += p == q ? 1 : 0;
    result.max_difference = std::max(result.max_difference, difference);
    total += difference;
    signal += p * p;
    noise += difference * difference;
  }
  if (result.values > 0) result.mean_difference = total / static_cast<double>(result.values);
  result.signal_to_noise_db = noise == 0 ? std::numeric_limits<double>::infinity() : 10 * std::log10(signal / noise);
  result.clipped_share = clipped_share(quantized);
  return result;
}

}  // namespace kvant
