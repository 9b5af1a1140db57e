// SPDX-License-Identifier: Apache-2.0
// Two models side by side on the same data.
#pragma once

#include <kvant/files.h>
#include <kvant/types/array.h>

#include <cstdint>
#include <string>

namespace kvant {

struct Comparison {
  std::int64_t samples = 0;
  std::int64_t values = 0;
  std::int64_t equal = 0;     ///< values with the same bits
  double max_difference = 0;  ///< largest |a - b| in real numbers
  double mean_difference = 0;
  double signal_to_noise_db = 0;  ///< 10 log10(sum a^2 / sum (a - b)^2); infinity when equal
  double clipped_share = 0;       ///< share of b's quantised outputs at the ends of their range
};

/// Runs .tflite files a and b on x (real numbers, batch first). Throws Error when their shapes differ.
Comparison compare_models(const std::string& a, const std::string& b, const Array& x);

}  // namespace kvant
