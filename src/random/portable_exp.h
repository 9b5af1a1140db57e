// SPDX-License-Identifier: Apache-2.0
// The exponential function with the same bits on every machine.
#pragma once

namespace kvant::random {

/// e^x, error below 2 units in the last place, from +, - and * alone. Below about -745 it is 0, above about 709
/// infinity; NaN stays.
double portable_exp(double x);

}  // namespace kvant::random
