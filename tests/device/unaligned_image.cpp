// SPDX-License-Identifier: Apache-2.0
// A load that must fault where the processor cannot load unaligned: it proves that the emulator would tell.
#include "print_facts.h"

namespace {

alignas(4) const uint8_t bytes[8] = {1, 2, 3, 4, 5, 6, 7, 8};
volatile uint32_t offset = 1;

}  // namespace

int main() {
  const volatile void* const address = bytes + offset;
  print_number("loaded", *static_cast<const volatile uint32_t*>(address));
  return 0;
}
