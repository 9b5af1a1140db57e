// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The header that the Arduino IDE looks for to find a library; sketches for Arduino's TensorFlow Lite include it first.
#pragma once
