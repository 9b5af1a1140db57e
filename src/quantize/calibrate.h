// SPDX-License-Identifier: Apache-2.0
// Runs representative samples through a float graph and notes the range of every tensor.
#pragma once

#include "execute/float_plan.h"
#include "graph/graph.h"
#include "quantize/parameters.h"

#include <kvant/types/array.h>

#include <cstdint>
#include <vector>

namespace kvant::quantize {

/// Samples may come in any number of parts; every row counts. Ranges do not depend on how rows are parted.
class Calibrator {
 public:
  /// graph: float, with a symbolic batch.
  explicit Calibrator(const graph::Graph& graph);

  /// given: for each input of the graph, in its order, float32, float64 or float16 samples, batch first, as many for
  /// each. Throws Error for another shape or type, and names the row of a value that is not finite.
  void add(const std::vector<Array>& given);

  std::int64_t samples() const { return samples_; }
  /// One range per tensor of the graph.
  const std::vector<Range>& ranges() const { return ranges_; }
  /// As TensorFlow's calibrator sees them, which looks at an operator's inputs once more after it ran: one that works
  /// in place has then put its result there.
  std::vector<Range> ranges_with_results_in_place() const;

 private:
  /// Float32 samples for an input of this shape. where: for messages.
  Array checked(const std::string& where, const Array& given, const Shape& shape) const;
  void note_ranges();

  execute::FloatPlan plan_;
  std::vector<Range> ranges_;
  std::int64_t samples_ = 0;
};

}  // namespace kvant::quantize
