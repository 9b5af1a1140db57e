// SPDX-License-Identifier: Apache-2.0
// Data that a verb is given, made ready for a model.
#pragma once

#include <kvant/columns.h>
#include <kvant/interpreter.h>

#include <string>

namespace kvant::cli {

/// The same numbers with the axes of the model's input behind the batch: (n,) becomes (n, 1) where the input is (1, 1).
/// Throws Error that names path when the numbers of a sample differ.
Array fit_to(const TensorDetails& input, const Array& x, const std::string& path);

}  // namespace kvant::cli
