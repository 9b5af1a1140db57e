// SPDX-License-Identifier: Apache-2.0
// The arrays of a state's .npz:
//
//   progress            int64 [epoch, step, steps of the optimizer, numbers of its variables]
//   identity            int64
//   weights.000000 ...     float32
//   optimizer.numbers   float64; optimizer.slots.000000 ... float32
//   scores              float64
//   log.epochs          int64; log.000000.NAME ... float64, a column for each name
//   listeners           int64 [how many]
//   listener.000000.NAME   whatever a callback remembers
#include "train/fit_state.h"

#include "data/npz_format.h"

#include <kvant/types/error.h>

#include <fmt/format.h>

#include <utility>

namespace kvant::train {
namespace {

template <class T>
std::vector<T> numbers_of(const Array& array) {
  const auto values = array.values<T>();
  return {values.begin(), values.end()};
}

/// The arrays by name, and those that are numbered.
class Reader {
 public:
  Reader(std::span<const std::byte> bytes, std::string_view name) : name_(name) {
    for (data::NamedArray& one : data::read_npz(bytes, name)) arrays_.emplace(one.name, std::move(one.array));
  }
  const Array& at(const std::string& key) const {
    const auto found = arrays_.find(key);
    if (found == arrays_.end()) throw Error(name_, "is no state of a training: " + key + " is missing");
    return found->second;
  }
  /// Calls use(rest of the name, array) for all PREFIX.NUMBER.REST, or PREFIX.NUMBER
  template <class Use>
  void for_each(const std::string& prefix, std::size_t number, Use use) const {
    const std::string start = fmt::format("{}.{:06}", prefix, number);
    for (auto it = arrays_.lower_bound(start); it != arrays_.end() && it->first.starts_with(start); ++it)
      use(it->first.size() > start.size() ? it->first.substr(start.size() + 1) : std::string(), it->second);
  }
  bool has(const std::string& prefix, std::size_t number) const {
    bool any = false;
    for_each(prefix, number, [&](const std::string&, const Array&) { any = true; });
    return any;
  }

 private:
  std::string name_;
  std::map<std::string, Array> arrays_;
};

}  // namespace

std::vector<std::byte> write_fit_state(const FitState& state) {
  std::vector<data::NamedArray> arrays;
  const auto add = [&](const std::string& name, Array array) { arrays.push_back({name, std::move(array)}); };
  add("progress",
      Array::from<std::int64_t>(std::vector{state.epoch, state.step, state.optimizer.steps, state.optimizer.size}));
  add("identity", Array::from<std::int64_t>(state.identity));
  for (std::size_t i = 0; i < state.weights.size(); ++i) add(fmt::format("weights.{:06}", i), state.weights[i]);
  add("optimizer.numbers", Array::from<double>(state.optimizer.numbers));
  for (std::size_t i = 0; i < state.optimizer.slots.size(); ++i)
    add(fmt::format("optimizer.slots.{:06}", i), Array::from<float>(state.optimizer.slots[i]));
  add("scores", Array::from<double>(state.scores));
  add("log.epochs", Array::from<std::int64_t>(state.log.epochs));
  for (std::size_t i = 0; i < state.log.columns.size(); ++i)
    add(fmt::format("log.{:06}.{}", i, state.log.columns[i].first), Array::from<double>(state.log.columns[i].second));
  add("listeners", Array::from<std::int64_t>(std::vector{static_cast<std::int64_t>(state.listeners.size())}));
  for (std::size_t i = 0; i < state.listeners.size(); ++i) {
    for (const auto& [name, array] : state.listeners[i]) add(fmt::format("listener.{:06}.{}", i, name), array);
  }
  return data::write_npz(arrays);
}

FitState read_fit_state(std::span<const std::byte> bytes, std::string_view name) {
  const Reader reader(bytes, name);
  FitState state;
  const std::vector<std::int64_t> progress = numbers_of<std::int64_t>(reader.at("progress"));
  if (progress.size() != 4) throw Error(std::string(name), "is no state of a training: progress must be four numbers");
  state.epoch = progress[0];
  state.step = progress[1];
  state.optimizer.steps = progress[2];
  state.optimizer.size = progress[3];
  state.identity = numbers_of<std::int64_t>(reader.at("identity"));
  for (std::size_t i = 0; reader.has("weights", i); ++i)
    reader.for_each("weights", i, [&](const std::string&, const Array& array) { state.weights.push_back(array); });
  state.optimizer.numbers = numbers_of<double>(reader.at("optimizer.numbers"));
  for (std::size_t i = 0; reader.has("optimizer.slots", i); ++i) {
    reader.for_each("optimizer.slots", i, [&](const std::string&, const Array& array) {
      state.optimizer.slots.push_back(numbers_of<float>(array));
    });
  }
  state.scores = numbers_of<double>(reader.at("scores"));
  state.log.epochs = numbers_of<std::int64_t>(reader.at("log.epochs"));
  for (std::size_t i = 0; reader.has("log", i); ++i) {
    reader.for_each("log", i, [&](const std::string& column, const Array& array) {
      state.log.columns.emplace_back(column, numbers_of<double>(array));
    });
  }
  const std::vector<std::int64_t> listeners = numbers_of<std::int64_t>(reader.at("listeners"));
  for (std::int64_t i = 0; !listeners.empty() && i < listeners[0]; ++i) {
    auto& listener = state.listeners.emplace_back();
    reader.for_each("listener", static_cast<std::size_t>(i),
                    [&](const std::string& key, const Array& array) { listener.emplace(key, array); });
  }
  return state;
}

}  // namespace kvant::train
