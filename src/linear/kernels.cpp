// SPDX-License-Identifier: Apache-2.0
// Choosing the kernels.
#include "linear/kernels.h"

#include <kvant/types/error.h>

#include <cstdlib>
#include <string>

namespace kvant::linear {

extern const Kernels baseline_kernels, fast_baseline_kernels, fused_baseline_kernels;
#ifdef KVANT_LINEAR_X86
extern const Kernels avx2_kernels, fast_avx2_kernels;
extern const Kernels avx512_kernels, fast_avx512_kernels;
#endif

namespace {

/// One instruction set in each arithmetic. Where it has multiply-add, the fast one is the fused one.
struct Set {
  const Kernels* portable;
  const Kernels* fast;
  const Kernels* fused;

  const Kernels* of(Arithmetic order) const {
    if (order == Arithmetic::fused) return fused;
    return order == Arithmetic::fast ? fast : portable;
  }
};

Set find_set(std::string_view name) {
  if (name == "baseline") return {&baseline_kernels, &fast_baseline_kernels, &fused_baseline_kernels};
#ifdef KVANT_LINEAR_X86
  const bool fused = __builtin_cpu_supports("fma");
  if (name == "avx2" && fused && __builtin_cpu_supports("avx2"))
    return {&avx2_kernels, &fast_avx2_kernels, &fast_avx2_kernels};
  if (name == "avx512" && fused && __builtin_cpu_supports("avx512f"))
    return {&avx512_kernels, &fast_avx512_kernels, &fast_avx512_kernels};
#endif
  return {nullptr, nullptr, nullptr};
}

Set choose() {
  if (const char* wanted = std::getenv("KVANT_CPU"); wanted != nullptr && *wanted != '\0') {
    if (const Set found = find_set(wanted); found.portable != nullptr) return found;
    throw Error("KVANT_CPU", "must be baseline, avx2 or avx512, and one that this machine has", wanted,
                ErrorKind::usage);
  }
  for (const char* name : {"avx512", "avx2"}) {
    if (const Set found = find_set(name); found.portable != nullptr) return found;
  }
  return find_set("baseline");
}

}  // namespace

const Kernels* find_kernels(std::string_view name, Arithmetic order) { return find_set(name).of(order); }

const Kernels& kernels() {
  static const Set chosen = choose();
  return *chosen.of(arithmetic());
}

}  // namespace kvant::linear
