// SPDX-License-Identifier: Apache-2.0
// Inputs and targets from a data file: arrays x and y of an .npz, or columns of a .csv.
#pragma once

#include <kvant/data.h>

#include <string>
#include <vector>

namespace kvant {

/// Inputs, batch first: of .npy, of .npz (its array x, or its only one) or the named columns of a .csv (none named:
/// all). Throws Error for a column that is not there.
Array load_inputs(const std::string& path, const std::vector<std::string>& columns = {});

/// x and y of an .npz, or columns of a .csv: by default the last one is the target and all others are inputs, but for a
/// column left_out. Throws Error when one is missing or their rows differ in number.
Samples load_samples(const std::string& path, const std::vector<std::string>& inputs = {},
                     const std::vector<std::string>& targets = {}, const std::string& left_out = {});

/// What each sample counts: float32 (rows,) from an array of an .npz or a column of a .csv; or, when stream is set,
/// from a .csv that need not fit into memory. Throws Error for one that is not there, and for a number below 0.
Array load_weights(const std::string& path, const std::string& name, bool stream = false);

}  // namespace kvant
