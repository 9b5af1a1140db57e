// SPDX-License-Identifier: Apache-2.0
// Sums over rows of channels: near the exact ones, and the same bits for every instruction set.
#include "linear/channel_rows.h"

#include "linear/kernels.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

using namespace kvant::linear;

namespace {

std::vector<float> numbers(std::int64_t count, std::uint32_t seed, float center = 0.0f) {
  std::vector<float> values;
  for (std::int64_t i = 0; i < count; ++i) {
    seed = seed * 1664525u + 1013904223u;
    values.push_back(center + static_cast<float>(seed >> 8) / 8388608.0f - 1.0f);
  }
  return values;
}

struct Sizes {
  std::int64_t rows, channels;
};
const std::vector<Sizes> all_sizes = {{1, 1}, {7, 5}, {32, 16}, {255, 3}, {257, 64}, {1000, 100}, {513, 33}};

/// The written order of a sum over rows.
double sum_in_order(std::int64_t rows, const std::vector<float>& values) {
  double total = 0.0;
  for (std::int64_t first = 0; first < rows; first += 32) {
    float part = 0.0f;
    for (std::int64_t row = first; row < std::min(rows, first + 32); ++row)
      part += values[static_cast<std::size_t>(row)];
    total += static_cast<double>(part);
  }
  return total;
}

constexpr float infinity = std::numeric_limits<float>::infinity();

/// dy as a relu of this limit lets it pass; 0: no relu.
float passed(float dy, float z, float limit) { return limit == 0.0f || (z > 0.0f && z < limit) ? dy : 0.0f; }

}  // namespace

TEST_CASE("moments are those of all rows, also far from zero") {
  for (const float center : {0.0f, 1000.0f}) {
    for (const auto& [rows, channels] : all_sizes) {
      const auto x = numbers(rows * channels, 1, center);
      std::vector<float> mean(static_cast<std::size_t>(channels)), variance(mean.size());
      channel_moments(x.data(), rows, channels, mean.data(), variance.data());
      for (std::size_t c = 0; c < mean.size(); ++c) {
        double sum = 0.0, square = 0.0;
        for (std::size_t i = c; i < x.size(); i += mean.size()) sum += static_cast<double>(x[i]);
        const double exact = sum / static_cast<double>(rows);
        for (std::size_t i = c; i < x.size(); i += mean.size())
          square += (static_cast<double>(x[i]) - exact) * (static_cast<double>(x[i]) - exact);
        CHECK(std::fabs(static_cast<double>(mean[c]) - exact) <= 1e-6 * (1.0 + std::fabs(exact)));
        CHECK(std::fabs(static_cast<double>(variance[c]) - square / static_cast<double>(rows)) <= 1e-5);
      }
    }
  }
}

TEST_CASE("sums over rows have one written order for every instruction set") {
  for (const char* name : {"baseline", "avx2", "avx512"}) {
    const Kernels* kernels = find_kernels(name);
    if (kernels == nullptr) {
      MESSAGE("skipped: this machine lacks ", std::string(name));
      continue;
    }
    for (const auto& [rows, channels] : all_sizes) {
      const auto x = numbers(rows * channels, 2), dy = numbers(rows * channels, 3);
      const auto mean = numbers(channels, 4), inverse = numbers(channels, 5);
      const auto size = static_cast<std::size_t>(channels);
      const auto factor = numbers(channels, 6), offset = numbers(channels, 7);
      std::vector<double> sums(size), squares(size);
      kernels->sum_rows(x.data(), rows, channels, sums.data());
      kernels->sum_squares(x.data(), mean.data(), rows, channels, squares.data());
      for (std::size_t c = 0; c < size; ++c) {
        std::vector<float> plain, square;
        for (std::size_t i = c; i < x.size(); i += size) {
          plain.push_back(x[i]);
          square.push_back((x[i] - mean[c]) * (x[i] - mean[c]));
        }
        CHECK(sums[c] == sum_in_order(rows, plain));
        CHECK(squares[c] == sum_in_order(rows, square));
      }
      for (const float limit : {0.0f, 0.4f, infinity}) {
        std::vector<double> both(2 * size);
        const Scaling scaling = {factor.data(), offset.data(), limit};
        kernels->normalized_sums({x.data(), mean.data(), inverse.data(), scaling}, dy.data(), rows, channels,
                                 both.data());
        for (std::size_t c = 0; c < size; ++c) {
          std::vector<float> plain, product;
          for (std::size_t i = c; i < x.size(); i += size) {
            plain.push_back(passed(dy[i], x[i] * factor[c] + offset[c], limit));
            product.push_back(plain.back() * ((x[i] - mean[c]) * inverse[c]));
          }
          CHECK(both[c] == sum_in_order(rows, plain));
          CHECK(both[size + c] == sum_in_order(rows, product));
        }
      }
    }
  }
}

TEST_CASE("scaling and its gradient, number by number, with and without a relu") {
  for (const auto& [rows, channels] : all_sizes) {
    const auto x = numbers(rows * channels, 2), dy = numbers(rows * channels, 3);
    const auto mean = numbers(channels, 4), inverse = numbers(channels, 5), factor = numbers(channels, 6);
    const auto slope = numbers(channels, 7);
    for (const float limit : {0.0f, 0.4f, infinity}) {
      const Scaling scaling = {factor.data(), mean.data(), limit};
      std::vector<float> y(x.size()), dx(x.size()), more(x.size(), 1.0f);
      scale_channels(x.data(), scaling, y.data(), rows, channels);
      const Normalized normalized = {x.data(), mean.data(), inverse.data(), scaling};
      const NormalizationSlopes slopes = {mean.data(), slope.data()};
      normalization_backward(normalized, dy.data(), slopes, dx.data(), rows, channels, false);
      normalization_backward(normalized, dy.data(), slopes, more.data(), rows, channels, true);
      for (std::size_t i = 0; i < x.size(); ++i) {
        const std::size_t c = i % static_cast<std::size_t>(channels);
        const float z = x[i] * factor[c] + mean[c];
        CHECK(y[i] == (limit > 0.0f ? std::min(std::max(z, 0.0f), limit) : z));
        const float h = (x[i] - mean[c]) * inverse[c];
        const float expected = factor[c] * ((passed(dy[i], z, limit) - mean[c]) - h * slope[c]);
        CHECK(dx[i] == expected);
        CHECK(more[i] == 1.0f + expected);
      }
    }
  }
}
