// SPDX-License-Identifier: Apache-2.0
// Runs a .tflite over many samples, on all processors.
#pragma once

#include <kvant/data_source.h>
#include <kvant/files.h>
#include <kvant/types/array.h>

#include <string>

namespace kvant {

/// What Interpreter::run_float answers: float32 [rows, ...]. x: real numbers, batch first, at least one row. name: for
/// messages. What takes longer than a second says on a terminal (stderr) how far it is. Throws Error for a model that
/// cannot run or samples that it does not take.
Array answer_batch(const Bytes& model, const std::string& name, const Array& x);
/// The same for the first inputs of all samples of a source, read some at a time.
Array answer_batch(const Bytes& model, const std::string& name, const DataSource& source);

}  // namespace kvant
