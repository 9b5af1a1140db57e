// SPDX-License-Identifier: Apache-2.0
// Data in the shape of a model's input.
#include "cli/data_arguments.h"

#include <kvant/types/error.h>

namespace kvant::cli {

Array fit_to(const TensorDetails& input, const Array& x, const std::string& path) {
  Shape shape = input.shape;
  if (shape.empty()) shape = {1};
  if (shape[0] == 0) shape[0] = 1;
  if (x.rows() == 0) throw Error(path, "holds no rows");
  const std::int64_t sample_size = element_count(shape);
  const std::int64_t row_size = x.size() / x.rows();
  if (row_size * shape[0] != sample_size) {
    const bool has_columns = path == "-" || path.ends_with(".csv");
    throw Error(path,
                "does not fit the model's input of shape " + to_string(input.shape) +
                    (has_columns ? "; --inputs names the columns that go in" : ""),
                to_string(x.shape()));
  }
  if (x.rows() % shape[0] != 0) {
    throw Error(path, "must hold whole batches of " + std::to_string(shape[0]) + " rows", std::to_string(x.rows()));
  }
  shape[0] = x.rows();
  return x.reshape(shape);
}

}  // namespace kvant::cli
