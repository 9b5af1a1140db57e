// SPDX-License-Identifier: Apache-2.0
// Arrays as a model's samples.
#pragma once

#include "data/sample_source.h"

#include <kvant/model.h>

#include <memory>
#include <string>
#include <vector>

namespace kvant {

/// Without the batch; of (n,): (1,).
Shape sample_shape_of(const Array& x);

using ArrayPointers = std::vector<const Array*>;
ArrayPointers pointers_to(const std::vector<Array>& arrays);

/// The arrays checked against a built model's inputs and, for a compiled one, its targets. They must outlive the
/// result. y: empty when there are no targets. where: for messages. Throws Error when they do not fit.
std::unique_ptr<data::SampleSource> arrays_for(const Model& model, const std::string& where, const ArrayPointers& x,
                                               const ArrayPointers& y);

}  // namespace kvant
