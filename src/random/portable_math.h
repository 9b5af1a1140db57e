// SPDX-License-Identifier: Apache-2.0
// Logarithm, sine and cosine with the same bits on every machine.
#pragma once

namespace kvant::random {

// Built from +, -, * and / alone, each of which IEEE 754 rounds correctly; nothing is asked of the C library, whose
// results differ from one system to the next. Compile with -ffp-contract=off.

/// Natural logarithm, error below 0.6 units in the last place.
/// log(0) is -infinity, of a negative number NaN; infinity and NaN stay.
double portable_log(double x);

/// Sine of x radians, error below 1 unit in the last place for |x| <= 2^20.
/// Throws Error beyond that range; NaN stays.
double portable_sin(double x);

/// Cosine of x radians, as portable_sin.
double portable_cos(double x);

}  // namespace kvant::random
