// SPDX-License-Identifier: Apache-2.0
// The slow and certain way from decimal digits to a double.
#pragma once

#include <cstdint>
#include <string_view>

namespace kvant::data {

/// digits * 10^exponent rounded to the nearest double (ties to even), by whole numbers of any length. digits are
/// decimal digits, perhaps with a point that is skipped, not all zero; the value must lie between 10^-350 and 10^350.
/// Time does not grow beyond 800 digits.
double divide_decimal(std::string_view digits, std::int64_t exponent);

}  // namespace kvant::data
