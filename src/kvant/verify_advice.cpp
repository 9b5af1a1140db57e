// SPDX-License-Identifier: Apache-2.0
// From numbers to sentences.
#include "kvant/verify_advice.h"

#include <fmt/core.h>

#include <algorithm>

namespace kvant {
namespace {

constexpr double good_db = 40;         ///< noise of a hundredth of the signal
constexpr double much_clipped = 0.01;  ///< of an operator's results
constexpr double wide_spread = 8;      ///< three of eight bits lost to the smallest channel

std::string place_of(const OperatorComparison& one) {
  return fmt::format("operator {} {} ({})", one.index, one.name, one.result);
}

void add_to(std::string& list, const OperatorComparison& one) {
  list += fmt::format("{}operator {}", list.empty() ? "" : ", ", one.index);
}

/// What an operator loses against the one before it.
double loss_at(const Comparison& comparison, std::size_t i) {
  const double before = i == 0 ? good_db : comparison.operators[i - 1].difference.signal_to_noise_db;
  return std::min(before, good_db) - comparison.operators[i].difference.signal_to_noise_db;
}

}  // namespace

std::vector<std::string> verify_advice(const Comparison& comparison, const verify::ShownGraph& b) {
  std::vector<std::string> advice;
  const bool quantised = std::any_of(b.graph.outputs.begin(), b.graph.outputs.end(),
                                     [&](graph::TensorId id) { return b.graph.at(id).quantization.present(); });
  if (!quantised || comparison.operators.empty()) return advice;
  std::size_t worst = 0;
  std::string clipped, spread;
  for (std::size_t i = 0; i < comparison.operators.size(); ++i) {
    const OperatorComparison& one = comparison.operators[i];
    if (loss_at(comparison, i) > loss_at(comparison, worst)) worst = i;
    if (one.difference.clipped_share > much_clipped) add_to(clipped, one);
    const bool one_scale = verify::has_one_scale(b.graph, b.graph.nodes[b.nodes[i]]);
    if (one.channel_spread > wide_spread && one_scale) add_to(spread, one);
  }
  if (!clipped.empty()) {
    advice.push_back("results outside the range that calibration saw, at " + clipped +
                     ": give the converter more representative inputs, of all kinds");
  }
  if (!spread.empty()) {
    advice.push_back("channels of very different range share one scale, at " + spread +
                     ": convert without --per-tensor-dense");
  }
  if (advice.empty() && comparison.output.signal_to_noise_db < good_db) {
    advice.push_back(
        fmt::format("{} loses most; if that is too much: inputs scaled to about -1 to 1, relu6 instead of "
                    "relu, which bounds its range, or more training",
                    place_of(comparison.operators[worst])));
  }
  return advice;
}

}  // namespace kvant
