// SPDX-License-Identifier: Apache-2.0
// The order of operators that needs the least memory at its worst step.
#pragma once

#include "memory/lives.h"

#include <functional>

namespace kvant::memory {

/// The largest sum of bytes alive at one step of an order, where results take their operands' places.
std::int64_t peak_of(const graph::Graph& graph, const Order& order, const PlanOptions& options);

struct OrderChoice {
  Order order;
  std::int64_t peak = 0;   ///< as peak_of
  std::int64_t bound = 0;  ///< no order has a smaller peak; equal to it when the search came to its end
};

/// The graph's own order where none is better; else the best one, found among at most this many sets of operators;
/// where these do not suffice, the graph's own or a greedy one.
OrderChoice choose_order(const graph::Graph& graph, const PlanOptions& options, std::size_t most_sets);

/// Calls visit for orders of a peak below a limit that visit gives back, until it is 0, the given number of partial
/// orders was looked at, or there are no more. Returns whether there are no more.
bool visit_orders(const graph::Graph& graph, const PlanOptions& options, std::int64_t limit, std::size_t most_steps,
                  const std::function<std::int64_t(const Order&)>& visit);

}  // namespace kvant::memory
