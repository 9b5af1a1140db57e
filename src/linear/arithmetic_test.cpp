// SPDX-License-Identifier: Apache-2.0
// The scope of an arithmetic, on this thread, on workers and on strangers.
#include "linear/arithmetic.h"

#include "linear/kernels.h"
#include "linear/threads.h"

#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <thread>

using namespace kvant::linear;

TEST_CASE("an arithmetic lasts as long as its scope, and scopes nest") {
  CHECK(arithmetic() == Arithmetic::portable);
  {
    const ArithmeticScope outer(Arithmetic::fast);
    CHECK(arithmetic() == Arithmetic::fast);
    {
      const ArithmeticScope inner(Arithmetic::portable);
      CHECK(arithmetic() == Arithmetic::portable);
    }
    CHECK(arithmetic() == Arithmetic::fast);
  }
  CHECK(arithmetic() == Arithmetic::portable);
}

TEST_CASE("workers take over the arithmetic of who put them to work, other threads do not") {
  for (const Arithmetic chosen : {Arithmetic::fast, Arithmetic::portable}) {
    const ArithmeticScope scope(chosen);
    std::atomic<int> fast_parts = 0;
    parallel_parts(
        100,
        [](void* context, std::int64_t) {
          if (arithmetic() == Arithmetic::fast) ++*static_cast<std::atomic<int>*>(context);
        },
        &fast_parts);
    CHECK(fast_parts == (chosen == Arithmetic::fast ? 100 : 0));
    std::thread([] { CHECK(arithmetic() == Arithmetic::portable); }).join();
  }
}

TEST_CASE("only fast arithmetic rounds a multiply-add once, where the instruction set has it") {
  // 2^12 + 1 squared is 2^24 + 2^13 + 1, whose last bit a product loses that is rounded on its own.
  const float a = 4097.0f, start = 1.0f;
  for (const char* name : {"avx2", "avx512"}) {
    for (const Arithmetic chosen : {Arithmetic::fast, Arithmetic::portable}) {
      const Kernels* const kernels = find_kernels(name, chosen);
      if (kernels == nullptr) {
        MESSAGE("skipped: this machine lacks ", std::string(name));
        continue;
      }
      const float left[] = {-16785408.0f, a};
      float right[2 * lanes] = {};
      right[0] = start;
      right[lanes] = a;
      float result[2] = {};
      kernels->multiply({left, 0, 1, right, lanes, result, 2, 1, nullptr, 1, 2, 2, false});
      CHECK(result[0] == (chosen == Arithmetic::fast ? 1.0f : 0.0f));
    }
  }
}
