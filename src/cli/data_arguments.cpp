// SPDX-License-Identifier: Apache-2.0
// Data in the shape of a model's input.
#include "cli/data_arguments.h"

#include <kvant/types/error.h>

namespace kvant::cli {

Array fit_to(const TensorDetails& input, const Array& x, const std::string& path) {
  Shape shape = input.shape;
  if (shape.empty()) shape = {1};
  if (shape[0] == 0) shape[0] = 1;
  const std::int64_t sample_size = element_count(shape);
  const std::int64_t row_size = x.rows() > 0 ? x.size() / x.rows() : 0;
  if (row_size * shape[0] != sample_size) {
    throw Error(path, "rows of shape " + to_string(x.shape()) + " do not fit the input " + to_string(input.shape) +
                          "; --inputs names the columns of a .csv");
  }
  if (x.rows() % shape[0] != 0) {
    throw Error(path, "must hold whole batches of " + std::to_string(shape[0]) + " rows", std::to_string(x.rows()));
  }
  shape[0] = x.rows();
  return x.reshape(shape);
}

}  // namespace kvant::cli
