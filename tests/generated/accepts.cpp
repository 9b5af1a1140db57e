// SPDX-License-Identifier: Apache-2.0
// A model that arrives over the air: "accepts OTHER.tflite..." prints the status of its own bytes, and of each file.
#include "own.h"
#include "own_operators.h"

#include <cstdio>
#include <vector>

int main(int count, char** words) {
  std::printf("own %d\n", own_accepts(own_tflite, own_tflite_len) ? 1 : 0);
  for (int i = 1; i < count; ++i) {
    std::FILE* const file = std::fopen(words[i], "rb");
    if (file == nullptr) return 1;
    alignas(16) static unsigned char bytes[1 << 16];
    const std::size_t size = std::fread(bytes, 1, sizeof bytes, file);
    std::fclose(file);
    std::printf("%s %d\n", words[i], static_cast<int>(own::accepts(bytes, static_cast<uint32_t>(size))));
  }
}
