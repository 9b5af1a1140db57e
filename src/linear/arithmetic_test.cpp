// SPDX-License-Identifier: Apache-2.0
// The scope of an arithmetic, on this thread, on workers and on strangers.
#include "linear/arithmetic.h"

#include "linear/kernels.h"
#include "linear/threads.h"

#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

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

TEST_CASE("fused arithmetic gives the same bits on every instruction set") {
  constexpr std::int64_t rows = 5, depth = 37, columns = 16;
  std::vector<float> left(rows * depth), right(depth * 2 * lanes);
  float value = 0.37f;
  for (auto* numbers : {&left, &right}) {
    for (float& number : *numbers) number = value = 3.9f * value * (1.0f - value);  // chaos: all bits are used
  }
  const Kernels* const baseline = find_kernels("baseline", Arithmetic::fused);
  REQUIRE(baseline != nullptr);
  const auto product = [&](const Kernels& kernels) {
    std::vector<float> result(rows * columns);
    kernels.multiply({left.data(), depth, 1, right.data(), 2 * lanes, result.data(), columns, 1, nullptr, rows, columns,
                      depth, false});
    return result;
  };
  const std::vector<float> expected = product(*baseline);
  CHECK(expected != product(*find_kernels("baseline", Arithmetic::portable)));
  for (const char* name : {"avx2", "avx512"}) {
    const Kernels* const kernels = find_kernels(name, Arithmetic::fused);
    if (kernels != nullptr) CHECK(product(*kernels) == expected);
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
