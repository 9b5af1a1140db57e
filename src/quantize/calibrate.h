// SPDX-License-Identifier: Apache-2.0
// Runs representative samples through a float graph and notes the range of every tensor.
#pragma once

#include "execute/float_plan.h"
#include "graph/graph.h"
#include "quantize/parameters.h"

#include <cstdint>
#include <vector>

namespace kvant::quantize {

/// Samples may come in any number of parts; every row counts. Ranges do not depend on how rows are parted.
class Calibrator {
 public:
  /// graph: float, with a symbolic batch.
  explicit Calibrator(const graph::Graph& graph);

  /// given: float32, float64 or float16, batch first, of the graph's only input. Throws Error for another shape or
  /// type, and names the row of a value that is not finite.
  void add(const Array& given);

  std::int64_t samples() const { return samples_; }
  /// One range per tensor of the graph.
  const std::vector<Range>& ranges() const { return ranges_; }

 private:
  void note_ranges();

  execute::FloatPlan plan_;
  std::vector<Range> ranges_;
  std::int64_t samples_ = 0;
};

}  // namespace kvant::quantize
