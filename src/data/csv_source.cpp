// SPDX-License-Identifier: Apache-2.0
// The index of a .csv text, and reading rows by it.
#include "data/csv_source.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <utility>

#include "data/csv_cells.h"
#include "data/table.h"

namespace kvant::data {

CsvSource::CsvSource(std::string_view text, std::shared_ptr<const void> keeper, std::string_view name,
                     const std::vector<std::string>& inputs, const std::vector<std::string>& targets,
                     const std::string& left_out)
    : keeper_(std::move(keeper)), name_(name), records_(text, name) {
  if (!records_.next()) throw Error(name_, "holds no rows");
  const bool header = is_header(records_.cells());
  names_ = column_names_of(records_.cells(), header);
  choose_columns(inputs, targets, left_out);
  check_records(header);
  input_shapes_ = {{static_cast<std::int64_t>(inputs_.size())}};
  target_shapes_ = {{static_cast<std::int64_t>(targets_.size())}};
}

void CsvSource::choose_columns(const std::vector<std::string>& inputs, const std::vector<std::string>& targets,
                               const std::string& left_out) {
  if (names_.size() < 2) throw Error(name_, "must have a column of inputs and one of targets");
  const Table names{.name = name_, .column_names = names_};
  const auto place_of = [&](const std::string& column) { return static_cast<std::size_t>(names.column_of(column)); };
  for (const std::string& target : targets) targets_.push_back(place_of(target));
  std::vector<std::size_t> others;
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (left_out.empty() || i != place_of(left_out)) others.push_back(i);
  }
  if (targets.empty()) targets_ = {others.back()};
  for (const std::string& input : inputs) inputs_.push_back(place_of(input));
  for (const std::size_t other : others) {
    const bool is_target = std::find(targets_.begin(), targets_.end(), other) != targets_.end();
    if (inputs.empty() && !is_target) inputs_.push_back(other);
  }
  if (inputs_.empty()) throw Error(name_, "needs at least one input column", {}, ErrorKind::usage);
}

void CsvSource::check_records(bool header) {
  bool more = !header || records_.next();
  for (; more; more = records_.next()) {
    check_width(name_, records_.line(), records_.cells().size(), names_.size());
    for (std::size_t i = 0; i < names_.size(); ++i) number_at(i);
    places_.push_back({records_.position(), records_.line()});
  }
  if (places_.empty()) throw Error(name_, "holds no rows");
}

/// Of the record that was read last.
float CsvSource::number_at(std::size_t column) const {
  const std::string_view cell = records_.cells()[column];
  // The place is text: it is made for cells that are wrong only.
  if (const Number number = read_number(cell); number.valid && number.value == number.value) {
    const auto value = static_cast<float>(number.value);
    if (value - value == 0.0f) return value;
  }
  const std::string place = cell_place(name_, records_.line(), names_[column]);
  if (cell.empty()) throw Error(place, "is empty");
  return finite_cell(read_cell(cell, name_, records_.line(), names_[column]).value, false, place);
}

void CsvSource::fetch(std::span<const std::int64_t> rows, std::span<float* const> x, std::span<float* const> y) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Place& place = places_[static_cast<std::size_t>(rows[i])];
    records_.go_to(place.position, place.line);
    if (!records_.next() || records_.cells().size() != names_.size())
      throw Error(name_, "has changed while it was read");
    for (std::size_t k = 0; !x.empty() && k < inputs_.size(); ++k) x[0][i * inputs_.size() + k] = number_at(inputs_[k]);
    for (std::size_t k = 0; !y.empty() && k < targets_.size(); ++k) {
      y[0][i * targets_.size() + k] = number_at(targets_[k]);
    }
  }
}

}  // namespace kvant::data
