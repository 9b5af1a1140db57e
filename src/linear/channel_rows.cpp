// SPDX-License-Identifier: Apache-2.0
// Dealing rows of channels to threads, in pieces that do not depend on their number.
#include "linear/channel_rows.h"

#include "linear/kernels.h"
#include "linear/threads.h"
#include "linear/working_memory.h"

#include <algorithm>

namespace kvant::linear {
namespace {

/// Small enough for the nearest caches, so that what is read twice is read once from further away.
constexpr std::int64_t piece_rows = 256;

/// work(piece, first row, rows) for all pieces.
template <class Work>
void for_each_piece(std::int64_t rows, std::int64_t channels, const Work& work) {
  const std::int64_t pieces = (rows + piece_rows - 1) / piece_rows;
  const std::int64_t parts = worthwhile_parts(pieces, rows * channels * number_cost);
  for_each_part(parts, [&](std::int64_t part) {
    for (std::int64_t piece = part * pieces / parts; piece < (part + 1) * pieces / parts; ++piece)
      work(piece, piece * piece_rows, std::min(piece_rows, rows - piece * piece_rows));
  });
}

std::int64_t piece_count(std::int64_t rows) { return (rows + piece_rows - 1) / piece_rows; }

}  // namespace

// Each piece's squares are taken about its own mean m, rounded to float32. With S the piece's sum of n numbers and M
// the mean of all: sum (x - M)^2 = sum (x - m)^2 + 2 (m - M) (S - n m) + n (m - M)^2.
void channel_moments(const float* x, std::int64_t rows, std::int64_t channels, float* mean, float* variance) {
  const std::int64_t pieces = piece_count(rows);
  double* const sums = working_doubles(2 * pieces * channels);
  double* const squares = sums + pieces * channels;
  float* const centers = working_floats(pieces * channels);
  for_each_piece(rows, channels, [&](std::int64_t piece, std::int64_t first, std::int64_t count) {
    double* const sum = sums + piece * channels;
    float* const center = centers + piece * channels;
    kernels().sum_rows(x + first * channels, count, channels, sum);
    for (std::int64_t c = 0; c < channels; ++c) center[c] = static_cast<float>(sum[c] / static_cast<double>(count));
    kernels().sum_squares(x + first * channels, center, count, channels, squares + piece * channels);
  });
  const auto all = static_cast<double>(rows);
  for (std::int64_t c = 0; c < channels; ++c) {
    double sum = 0.0, square = 0.0;
    for (std::int64_t piece = 0; piece < pieces; ++piece) sum += sums[piece * channels + c];
    const double overall = sum / all;
    for (std::int64_t piece = 0; piece < pieces; ++piece) {
      const std::int64_t at = piece * channels + c;
      const auto count = static_cast<double>(std::min(piece_rows, rows - piece * piece_rows));
      const auto center = static_cast<double>(centers[at]);
      const double apart = center - overall;
      square += squares[at] + 2.0 * apart * (sums[at] - count * center) + count * apart * apart;
    }
    mean[c] = static_cast<float>(overall);
    variance[c] = static_cast<float>(std::max(square, 0.0) / all);
  }
}

void scale_channels(const float* x, const Scaling& scaling, float* y, std::int64_t rows, std::int64_t channels) {
  for_each_piece(rows, channels, [&](std::int64_t, std::int64_t first, std::int64_t count) {
    kernels().scale_rows(x + first * channels, scaling, y + first * channels, count, channels);
  });
}

void normalized_sums(const Normalized& n, const float* dy, std::int64_t rows, std::int64_t channels, double* sums,
                     double* products) {
  const std::int64_t pieces = piece_count(rows);
  double* const memory = working_doubles(2 * pieces * channels);
  for_each_piece(rows, channels, [&](std::int64_t piece, std::int64_t first, std::int64_t count) {
    double* const own = memory + 2 * piece * channels;
    const Normalized here = {n.x + first * channels, n.mean, n.inverse, n.scaling};
    kernels().normalized_sums(here, dy + first * channels, count, channels, own);
  });
  for (std::int64_t c = 0; c < channels; ++c) {
    sums[c] = products[c] = 0.0;
    for (std::int64_t piece = 0; piece < pieces; ++piece) {
      sums[c] += memory[2 * piece * channels + c];
      products[c] += memory[(2 * piece + 1) * channels + c];
    }
  }
}

void normalization_backward(const Normalized& n, const float* dy, const NormalizationSlopes& slopes, float* dx,
                            std::int64_t rows, std::int64_t channels, bool accumulate) {
  for_each_piece(rows, channels, [&](std::int64_t, std::int64_t first, std::int64_t count) {
    const Normalized here = {n.x + first * channels, n.mean, n.inverse, n.scaling};
    kernels().normalization_gradient(here, dy + first * channels, slopes, dx + first * channels, count, channels,
                                     accumulate);
  });
}

}  // namespace kvant::linear
