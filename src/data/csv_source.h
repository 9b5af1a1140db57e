// SPDX-License-Identifier: Apache-2.0
// Rows of a .csv text that is too large for a table: they are read where they stand, by an index of their places.
#pragma once

#include "data/csv_records.h"
#include "data/sample_source.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace kvant::data {

class CsvSource : public SampleSource {
 public:
  /// Goes once through the text, which keeper keeps, and checks all of it as read_csv and make_dataset do: the format
  /// is theirs, too, but that a blank line never is a row. Inputs are the columns of these names, targets likewise; no
  /// targets named: the last column; no inputs named: all but the targets. A column left_out is none of these. Throws
  /// Error likewise.
  CsvSource(std::string_view text, std::shared_ptr<const void> keeper, std::string_view name,
            const std::vector<std::string>& inputs, const std::vector<std::string>& targets,
            const std::string& left_out = {});

  std::int64_t rows() const override { return static_cast<std::int64_t>(places_.size()); }
  const std::vector<Shape>& input_shapes() const override { return input_shapes_; }
  const std::vector<Shape>& target_shapes() const override { return target_shapes_; }
  void fetch(std::span<const std::int64_t> rows, std::span<float* const> x, std::span<float* const> y) override;

  const std::vector<std::string>& column_names() const { return names_; }

 private:
  struct Place {
    std::size_t position;
    std::int64_t line;
  };

  void choose_columns(const std::vector<std::string>& inputs, const std::vector<std::string>& targets,
                      const std::string& left_out);
  void check_records(bool header);
  float number_at(std::size_t column) const;

  std::shared_ptr<const void> keeper_;
  std::string name_;
  CsvRecords records_;
  std::vector<std::string> names_;
  std::vector<std::size_t> inputs_, targets_;
  std::vector<Place> places_;
  std::vector<Shape> input_shapes_, target_shapes_;
};

}  // namespace kvant::data
