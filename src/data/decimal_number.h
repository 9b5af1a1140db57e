// SPDX-License-Identifier: Apache-2.0
// Decimal text to the nearest double, on every machine and in every locale.
#pragma once

#include <string_view>

namespace kvant::data {

/// What a cell of text holds.
struct Number {
  bool valid = false;    ///< false: not a number; value is then 0
  bool integer = false;  ///< digits alone, with or without a sign
  double value = 0.0;
};

/// The whole text as one number: sign, digits, point, exponent ("-1.5e-3", ".5", "7."), or nan, inf, infinity in any
/// case. Rounded correctly (to nearest, ties to even); too large a number is an infinity, too small a one zero.
Number read_number(std::string_view text);

}  // namespace kvant::data
