// SPDX-License-Identifier: Apache-2.0
// What stands in an IDX file or a folder of pictures.
#pragma once

#include <kvant/types/shape.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace kvant {

struct SampleFacts {
  std::int64_t rows = 0;
  Shape shape;                        ///< of one sample, (height, width) of one number: (); empty for pictures
  std::string type;                   ///< "uint8"; "pictures"
  double min = 0, max = 0, mean = 0;  ///< of all finite numbers; not of pictures
  std::int64_t not_finite = 0;        ///< NaN and infinities
  std::int64_t duplicate_rows = 0;    ///< rows, or files, that equal an earlier one in every byte
  /// How many samples each class has: each value of whole numbers from 0 to 999, or each folder. Else empty.
  std::vector<std::pair<std::string, std::int64_t>> classes;
  /// "28 x 28", height first, and how many pictures have this size, most first.
  std::vector<std::pair<std::string, std::int64_t>> sizes;
};

/// Whether a path is one for describe_samples: named as an IDX file is, or a folder that is not
/// named as a model.
bool holds_samples(const std::string& path);

/// Throws Error for a malformed file, a picture that is none, and a class without pictures.
SampleFacts describe_samples(const std::string& path);

}  // namespace kvant
