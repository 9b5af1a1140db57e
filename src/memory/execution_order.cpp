// SPDX-License-Identifier: Apache-2.0
// A search among the sets of operators that have run.
//
// What lives after some operators have run depends on which they are, not on their order. So the best order is the path
// from the empty set to the full one whose highest step is lowest; the sets are taken by that height, as in Dijkstra's
// search for the shortest path. A chain of n operators has n + 1 sets.
#include "memory/execution_order.h"

#include "ops/record.h"

#include <algorithm>
#include <map>
#include <queue>
#include <tuple>

namespace kvant::memory {
namespace {

using graph::TensorId;

/// Which operators have run: one flag each.
using Ran = std::vector<bool>;

/// What the search asks of a graph, in lists.
class Dependencies {
 public:
  Dependencies(const graph::Graph& graph, const PlanOptions& options)
      : graph_(graph),
        bytes_(graph.tensors.size(), 0),
        stays_(graph.tensors.size(), false),
        readers_(graph.tensors.size()),
        needs_(graph.nodes.size()) {
    std::vector<std::size_t> writer(graph.tensors.size(), nobody);
    std::vector<bool> is_input(graph.tensors.size(), false);
    for (TensorId id : graph.inputs) is_input[index(id)] = true;
    for (TensorId id : graph.outputs) stays_[index(id)] = true;
    for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
      for (TensorId id : distinct(graph.nodes[n].outputs)) writer[index(id)] = n;
      for (TensorId id : distinct(graph.nodes[n].inputs)) readers_[index(id)].push_back(n);
    }
    for (std::size_t i = 0; i < bytes_.size(); ++i) {
      const auto id = static_cast<TensorId>(i);
      if (!is_placed(graph, id, options)) continue;
      bytes_[i] = placed_bytes(graph.tensors[i], options.alignment);
      if (is_input[i]) (readers_[i].empty() && !stays_[i] ? unread_ : at_start_) += bytes_[i];
    }
    for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
      for (TensorId id : distinct(graph.nodes[n].inputs)) {
        if (writer[index(id)] != nobody && writer[index(id)] != n) needs_[n].push_back(writer[index(id)]);
      }
    }
  }

  std::size_t size() const { return needs_.size(); }
  std::int64_t bytes_at_start() const { return at_start_; }

  bool can_run(const Ran& ran, std::size_t node) const {
    return !ran[node] &&
           std::all_of(needs_[node].begin(), needs_[node].end(), [&](std::size_t needed) { return ran[needed]; });
  }

  /// Bytes while an operator runs after those of "ran", of which "alive" are left, and what is left when it has run.
  struct Step {
    std::int64_t highest, left;
  };
  Step run(const Ran& ran, std::size_t node, std::int64_t alive) const {
    std::int64_t written = 0, kept = 0, freed = 0, shared = 0;
    const graph::Node& one = graph_.nodes[node];
    const ops::Record* record = ops::find_record(one.code);
    const bool in_place = record != nullptr && record->in_place && one.outputs.size() == 1;
    for (TensorId id : distinct(one.outputs)) {
      written += bytes_[index(id)];
      if (!readers_[index(id)].empty() || stays_[index(id)]) kept += bytes_[index(id)];
    }
    for (TensorId id : distinct(one.inputs)) {
      if (bytes_[index(id)] == 0 || !dies(ran, node, id)) continue;
      freed += bytes_[index(id)];
      if (in_place && are_equal_in_size(graph_, id, one.outputs[0])) shared = bytes_[index(one.outputs[0])];
    }
    const bool first = std::find(ran.begin(), ran.end(), true) == ran.end();
    return {alive + written - shared + (first ? unread_ : 0), alive + kept - freed};
  }

 private:
  static constexpr std::size_t nobody = static_cast<std::size_t>(-1);
  static std::size_t index(TensorId id) { return static_cast<std::size_t>(id); }

  static std::vector<TensorId> distinct(std::vector<TensorId> ids) {
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    if (!ids.empty() && ids.front() == graph::no_tensor) ids.erase(ids.begin());
    return ids;
  }

  bool dies(const Ran& ran, std::size_t node, TensorId id) const {
    if (stays_[index(id)]) return false;
    const auto& readers = readers_[index(id)];
    return std::all_of(readers.begin(), readers.end(),
                       [&](std::size_t reader) { return reader == node || ran[reader]; });
  }

  const graph::Graph& graph_;
  std::vector<std::int64_t> bytes_;
  std::vector<bool> stays_;  ///< of each tensor: a result of the model
  std::vector<std::vector<std::size_t>> readers_;
  std::vector<std::vector<std::size_t>> needs_;  ///< operators that must have run before
  std::int64_t at_start_ = 0, unread_ = 0;       ///< bytes of inputs, and of those that nobody reads
};

/// A set of operators and the best way to it.
struct Reached {
  Ran ran;
  std::size_t count = 0;
  std::int64_t peak = 0, alive = 0;
  std::size_t from = 0, node = 0;  ///< the set before, and the operator that was added
};

class OrderSearch {
 public:
  OrderSearch(const Dependencies& dependencies, std::int64_t limit, std::size_t most_sets)
      : dependencies_(dependencies), limit_(limit), most_sets_(most_sets) {}

  /// The best order of a peak below the limit; empty: there is none, or not among so many sets.
  Order run() {
    add({Ran(dependencies_.size(), false), 0, dependencies_.bytes_at_start(), dependencies_.bytes_at_start()});
    while (!queue_.empty()) {
      const std::size_t at = std::get<2>(queue_.top());
      queue_.pop();
      bound_ = reached_[at].peak;
      if (reached_[at].count == dependencies_.size()) return path_to(at);
      if (reached_.size() > most_sets_) return {};
      for (std::size_t node = 0; node < dependencies_.size(); ++node) {
        if (dependencies_.can_run(reached_[at].ran, node)) add_step(at, node);
      }
    }
    bound_ = limit_;
    return {};
  }

  /// No order has a smaller peak than this, or than the limit.
  std::int64_t bound() const { return bound_; }

 private:
  void add_step(std::size_t at, std::size_t node) {
    Reached next = reached_[at];
    const Dependencies::Step step = dependencies_.run(next.ran, node, next.alive);
    next.peak = std::max(next.peak, step.highest);
    next.alive = step.left;
    next.ran[node] = true;
    ++next.count;
    next.from = at;
    next.node = node;
    add(std::move(next));
  }

  void add(Reached next) {
    if (next.peak >= limit_) return;
    const auto [known, is_new] = best_.try_emplace(next.ran, next.peak);
    if (!is_new && known->second <= next.peak) return;
    known->second = next.peak;
    // Of equal peaks the fuller set first, then the one found first: the same on every machine.
    queue_.emplace(-next.peak, next.count, reached_.size());
    reached_.push_back(std::move(next));
  }

  Order path_to(std::size_t at) const {
    Order order;
    for (; reached_[at].count > 0; at = reached_[at].from) order.push_back(reached_[at].node);
    std::reverse(order.begin(), order.end());
    return order;
  }

  const Dependencies& dependencies_;
  std::int64_t limit_, bound_ = 0;
  std::size_t most_sets_;
  std::vector<Reached> reached_;
  std::map<Ran, std::int64_t> best_;
  std::priority_queue<std::tuple<std::int64_t, std::size_t, std::size_t>> queue_;
};

/// All orders one after the other, in the graph's own sequence.
class OrderVisit {
 public:
  OrderVisit(const Dependencies& dependencies, std::int64_t limit, std::size_t most_steps,
             const std::function<std::int64_t(const Order&)>& visit)
      : dependencies_(dependencies),
        limit_(limit),
        steps_left_(most_steps),
        visit_(visit),
        ran_(dependencies.size(), false) {}

  bool run() {
    descend(dependencies_.bytes_at_start());
    return steps_left_ > 0;
  }

 private:
  void descend(std::int64_t alive) {
    if (order_.size() == dependencies_.size()) limit_ = visit_(order_);
    for (std::size_t node = 0; node < dependencies_.size(); ++node) {
      if (!dependencies_.can_run(ran_, node)) continue;
      if (limit_ == 0 || steps_left_ == 0) return;
      --steps_left_;
      const Dependencies::Step step = dependencies_.run(ran_, node, alive);
      if (step.highest >= limit_) continue;
      ran_[node] = true;
      order_.push_back(node);
      descend(step.left);
      order_.pop_back();
      ran_[node] = false;
    }
  }

  const Dependencies& dependencies_;
  std::int64_t limit_;
  std::size_t steps_left_;
  const std::function<std::int64_t(const Order&)>& visit_;
  Ran ran_;
  Order order_;
};

/// Step by step the operator that needs the least, then the one that leaves the least.
Order greedy_order(const Dependencies& dependencies) {
  Order order;
  Ran ran(dependencies.size(), false);
  std::int64_t alive = dependencies.bytes_at_start();
  while (order.size() < dependencies.size()) {
    std::tuple<std::int64_t, std::int64_t, std::size_t> best{INT64_MAX, 0, 0};
    for (std::size_t node = 0; node < dependencies.size(); ++node) {
      if (!dependencies.can_run(ran, node)) continue;
      const Dependencies::Step step = dependencies.run(ran, node, alive);
      best = std::min(best, {step.highest, step.left, node});
    }
    order.push_back(std::get<2>(best));
    alive = std::get<1>(best);
    ran[order.back()] = true;
  }
  return order;
}

}  // namespace

std::int64_t peak_of(const graph::Graph& graph, const Order& order, const PlanOptions& options) {
  const Dependencies dependencies(graph, options);
  std::int64_t alive = dependencies.bytes_at_start(), peak = alive;
  Ran ran(graph.nodes.size(), false);
  for (std::size_t node : order) {
    const Dependencies::Step step = dependencies.run(ran, node, alive);
    peak = std::max(peak, step.highest);
    alive = step.left;
    ran[node] = true;
  }
  return peak;
}

OrderChoice choose_order(const graph::Graph& graph, const PlanOptions& options, std::size_t most_sets) {
  OrderChoice choice{given_order(graph), 0, 0};
  choice.peak = choice.bound = peak_of(graph, choice.order, options);
  if (options.keep_order) return choice;
  const Dependencies dependencies(graph, options);
  OrderSearch search(dependencies, choice.peak, most_sets);
  Order better = search.run();
  choice.bound = search.bound();
  if (better.empty() && choice.bound < choice.peak) better = greedy_order(dependencies);
  const std::int64_t peak = better.empty() ? choice.peak : peak_of(graph, better, options);
  if (peak < choice.peak) choice = {better, peak, choice.bound};
  return choice;
}

bool visit_orders(const graph::Graph& graph, const PlanOptions& options, std::int64_t limit, std::size_t most_steps,
                  const std::function<std::int64_t(const Order&)>& visit) {
  const Dependencies dependencies(graph, options);
  return OrderVisit(dependencies, limit, most_steps, visit).run();
}

}  // namespace kvant::memory
