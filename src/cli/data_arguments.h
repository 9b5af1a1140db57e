// SPDX-License-Identifier: Apache-2.0
// Data that a verb is given, made ready for a model.
#pragma once

#include <kvant/columns.h>
#include <kvant/interpreter.h>

#include <string>
#include <vector>

namespace kvant::cli {

/// The same numbers with the axes of the model's input behind the batch: (n,) becomes (n, 1) where the input is (1, 1).
/// Throws Error that names path when the numbers of a sample differ.
Array fit_to(const TensorDetails& input, const Array& x, const std::string& path);

/// Samples that files hold, and where each input's come from, for messages.
struct LoadedInputs {
  std::vector<Array> samples;
  std::vector<std::string> paths;
};

/// Samples for each input of a model: a file for each, in the model's order, or one .npz whose arrays are called as the
/// inputs are. columns: of a .csv. Throws Error when numbers of inputs or samples differ, and as fit_to.
LoadedInputs load_inputs_of(const std::vector<TensorDetails>& inputs, const std::vector<std::string>& paths,
                            const std::vector<std::string>& columns);

}  // namespace kvant::cli
