// SPDX-License-Identifier: Apache-2.0
// Asks the model for a right angle, and prints how large it is as bytes.
#include <sine.h>
#include <sine_bytes.h>

#include <cstdio>

int main() {
  std::printf("%.9f %u\n", static_cast<double>(sine::predict(1.5708f)), sine_bytes_tflite_len);
  return sine_MODEL_ID == sine_bytes_MODEL_ID ? 0 : 1;
}
