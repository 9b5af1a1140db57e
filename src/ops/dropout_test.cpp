// SPDX-License-Identifier: Apache-2.0
// What dropout drops: by the words of Philox, the same for every instruction set.
#include "linear/kernels.h"
#include "random/philox.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace kvant;

TEST_CASE("every instruction set drops by the same words of Philox") {
  const linear::Dropout dropout = {
      .key = {7, 0x80000001U}, .counter = {3, 5, 0xfffffff0U}, .kept = 0x9fffffffU, .growth = 1.6f};
  for (const char* name : {"baseline", "avx2", "avx512"}) {
    const linear::Kernels* kernels = linear::find_kernels(name);
    if (kernels == nullptr) {
      MESSAGE("skipped: this machine lacks ", std::string(name));
      continue;
    }
    for (const std::int64_t begin : {0, 4, 64}) {
      const std::int64_t end = 333;
      const std::vector<float> x(end, 0.5f);
      std::vector<float> factors(end, -1.0f), y(end, -1.0f);
      kernels->dropout(dropout, x.data(), factors.data(), y.data(), begin, end);
      for (std::int64_t i = 0; i < end; ++i) {
        const auto words =
            random::philox_block({static_cast<std::uint32_t>(i / 4), 3, 5, 0xfffffff0U}, {7, 0x80000001U});
        const float factor = words[static_cast<std::size_t>(i % 4)] <= dropout.kept ? 1.6f : 0.0f;
        CHECK(factors[static_cast<std::size_t>(i)] == (i < begin ? -1.0f : factor));
        CHECK(y[static_cast<std::size_t>(i)] == (i < begin ? -1.0f : 0.5f * factor));
      }
    }
  }
}
