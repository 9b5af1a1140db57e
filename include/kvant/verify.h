// SPDX-License-Identifier: Apache-2.0
// Two models side by side on the same data, and a recorded run repeated.
#pragma once

#include <kvant/files.h>
#include <kvant/types/array.h>

#include <cstdint>
#include <string>
#include <vector>

namespace kvant {

/// How far b's numbers are from a's, both real.
struct DifferenceFacts {
  std::int64_t values = 0;
  std::int64_t equal = 0;     ///< numbers that are the same
  double max_difference = 0;  ///< largest |a - b|; NaN when one of the two is and the other is not
  double mean_difference = 0;
  double signal_to_noise_db = 0;  ///< 10 log10(sum a^2 / sum (a - b)^2); infinity when equal
  double clipped_share = 0;       ///< share of a's numbers that b's quantised tensor cannot hold
};

/// An operator of a and the one in its place in b. The difference holds all that came before it, too.
struct OperatorComparison {
  int index = 0;       ///< of the operators that compute: QUANTIZE and DEQUANTIZE are not counted
  std::string name;    ///< FULLY_CONNECTED
  std::string result;  ///< name of the tensor in b
  DifferenceFacts difference;
  double channel_spread = 1;  ///< largest range of a channel of a's weights by the smallest; 1 without such weights
};

struct Comparison {
  std::int64_t samples = 0;
  DifferenceFacts output;                     ///< of all outputs together
  std::vector<OperatorComparison> operators;  ///< in the order of execution
  int first_difference = -1;                  ///< the first of them whose numbers differ; -1: none does
  std::string not_paired;                     ///< why operators cannot be compared one by one, or empty
  std::vector<std::string> advice;            ///< sentences: where accuracy is lost and what to try
};

/// Runs models a and b (.tflite, or .keras as its float conversion) on x: real numbers, batch first, an array for each
/// input. Outputs are compared in their order. Throws Error when inputs or outputs do not fit.
Comparison compare_models(const std::string& a, const std::string& b, const std::vector<Array>& x);
inline Comparison compare_models(const std::string& a, const std::string& b, const Array& x) {
  return compare_models(a, b, std::vector<Array>{x});
}

struct RepeatedRun {
  std::string command;                   ///< as it was recorded
  std::vector<std::string> equal;        ///< outputs with the recorded SHA-256
  std::vector<std::string> differences;  ///< sentences
};

/// Repeats what NAME.provenance.json records (kvant train or kvant export) in a temporary folder and compares digests.
/// The inputs are looked for beside the file, in its parent folder and in the current one. Throws Error when one is
/// missing, or the record holds no command.
RepeatedRun repeat_run(const std::string& provenance);

}  // namespace kvant
