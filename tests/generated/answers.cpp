// SPDX-License-Identifier: Apache-2.0
// "answers input" writes 256 inputs as .npy, "answers output" what the generated model says to them.
#include MODEL_HEADER

#include <cstdio>
#include <cstring>

#define JOINED(a, b) a##b
#define PART(a, b) JOINED(a, b)
#define INPUTS PART(MODEL, _INPUT_SIZE)
#define OUTPUTS PART(MODEL, _OUTPUT_SIZE)
#define ARENA_BYTES PART(MODEL, _ARENA_BYTES)

namespace {

inline const char* descriptor(float) { return "<f4"; }
inline const char* descriptor(signed char) { return "|i1"; }
inline const char* descriptor(unsigned char) { return "|u1"; }

void print_header(int columns) {
  char header[128];
  std::memset(header, ' ', sizeof header);
  std::memcpy(header, "\x93NUMPY\x01\x00\x76\x00", 10);
  const int written =
      std::snprintf(header + 10, sizeof header - 10, "{'descr': '%s', 'fortran_order': False, 'shape': (256, %d), }",
                    descriptor(TYPE()), columns);
  header[10 + written] = ' ';
  header[127] = '\n';
  std::fwrite(header, 1, sizeof header, stdout);
}

/// All codes of a byte in the first input, other numbers in the others.
TYPE input_of(int row, int column) {
  const int code = (row * (1 + 2 * column) + 71 * column) & 255;
  return sizeof(TYPE) == 1 ? static_cast<TYPE>(code) : static_cast<TYPE>(static_cast<float>(code) / 32.0f - 1.0f);
}

}  // namespace

int main(int, char** words) {
  const bool wants_output = words[1][0] == 'o';
  print_header(wants_output ? OUTPUTS : INPUTS);
  for (int row = 0; row < 256; ++row) {
    TYPE input[INPUTS], output[OUTPUTS];
    uint32_t arena[(ARENA_BYTES + 3) / 4];
    for (int column = 0; column < INPUTS; ++column) input[column] = input_of(row, column);
    if (wants_output) MODEL::invoke(input, output, arena);
    std::fwrite(wants_output ? output : input, sizeof(TYPE), wants_output ? OUTPUTS : INPUTS, stdout);
  }
}
