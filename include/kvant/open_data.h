// SPDX-License-Identifier: Apache-2.0
// Files as samples that are read as a training needs them, and parts of any samples.
#pragma once

#include <kvant/data.h>
#include <kvant/data_source.h>

#include <optional>
#include <string>
#include <vector>

namespace kvant {

/// A .npy or IDX file, also packed as .gz, for each of a model's inputs and outputs; y may be empty. Pictures of an IDX
/// file, (n, height, width), become samples (height, width, 1). stream: files are mapped into memory and read as rows
/// are asked for, and checked then; what is packed stays in memory, in the type it has in the file. Throws Error that
/// names the file for one that is malformed, other than as many rows as the first, no rows, and NaN or infinity.
DataSource open_arrays(const std::vector<std::string>& x, const std::vector<std::string>& y, bool stream = true);

/// Columns of a .csv, as load_samples chooses them, but for the one left_out. The file is read through once and
/// checked; then rows are read from where they stand. Throws Error as load_samples does.
DataSource open_csv(const std::string& path, const std::vector<std::string>& inputs = {},
                    const std::vector<std::string>& targets = {}, const std::string& left_out = {});

/// Parts of samples; one without rows is not there.
struct SourceParts {
  std::optional<DataSource> train, test, validate;
};

/// The same rows as split() of arrays; they are read from where they are.
SourceParts split(const DataSource& source, const Fractions& fractions = {}, bool shuffle = false);

/// Rows [begin, end) in memory: float32, one array for each input and target. Throws Error beyond the ends.
struct SourceArrays {
  std::vector<Array> x, y;
};
SourceArrays read_rows(const DataSource& source, std::int64_t begin, std::int64_t end);

/// The targets of all rows, likewise; no input is read for them where that takes time.
std::vector<Array> read_targets(const DataSource& source);

}  // namespace kvant
