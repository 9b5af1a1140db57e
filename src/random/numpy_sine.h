// SPDX-License-Identifier: Apache-2.0
// The sine of float32 numbers, number for number as NumPy's vector code gives it.
#pragma once

namespace kvant::random {

/// np.sin of a float32 on processors with fused multiply-add; other builds of NumPy may differ in the last place. Off
/// by up to 1.5 units in the last place from the true sine. The lesson's data are made with it.
/// Every step is +, * or fma, which IEEE 754 rounds correctly. Throws Error beyond 2^20 radians.
float numpy_sine(float x);

}  // namespace kvant::random
