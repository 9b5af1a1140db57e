// SPDX-License-Identifier: Apache-2.0
// Choosing the kernels.
#include "linear/kernels.h"

#include <kvant/types/error.h>

#include <cstdlib>
#include <string>

namespace kvant::linear {

extern const Kernels baseline_kernels;
#ifdef KVANT_LINEAR_X86
extern const Kernels avx2_kernels;
extern const Kernels avx512_kernels;
#endif

const Kernels* find_kernels(std::string_view name) {
  if (name == "baseline") return &baseline_kernels;
#ifdef KVANT_LINEAR_X86
  if (name == "avx2" && __builtin_cpu_supports("avx2")) return &avx2_kernels;
  if (name == "avx512" && __builtin_cpu_supports("avx512f")) return &avx512_kernels;
#endif
  return nullptr;
}

namespace {

const Kernels& choose() {
  if (const char* wanted = std::getenv("KVANT_CPU"); wanted != nullptr && *wanted != '\0') {
    if (const Kernels* found = find_kernels(wanted)) return *found;
    throw Error("KVANT_CPU", "must be baseline, avx2 or avx512, and one that this machine has", wanted,
                ErrorKind::usage);
  }
  for (const char* name : {"avx512", "avx2"}) {
    if (const Kernels* found = find_kernels(name)) return *found;
  }
  return baseline_kernels;
}

}  // namespace

const Kernels& kernels() {
  static const Kernels& chosen = choose();
  return chosen;
}

}  // namespace kvant::linear
