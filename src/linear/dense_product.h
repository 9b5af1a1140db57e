// SPDX-License-Identifier: Apache-2.0
// The products of a Dense layer, forward and backward, in one written order of arithmetic (docs/numerics.md).
//
// All arrays are row-major; weights are [out, in]. Sums ascend over the reduced axis from 0, nothing is contracted, so
// every instruction set and every number of threads gives the same bits. No call allocates once sizes have been seen.
#pragma once

#include <cstdint>

namespace kvant::linear {

/// y[batch, out] = x[batch, in] w^T + bias[out]; bias null: none.
void dense_forward(const float* x, const float* w, const float* bias, float* y, std::int64_t batch, std::int64_t in,
                   std::int64_t out);

/// dx[batch, in] = dy[batch, out] w, summed over out.
void dense_backward_input(const float* dy, const float* w, float* dx, std::int64_t batch, std::int64_t in,
                          std::int64_t out, bool accumulate);

/// dw[out, in] = dy^T x, summed over the batch.
void dense_backward_weights(const float* dy, const float* x, float* dw, std::int64_t batch, std::int64_t in,
                            std::int64_t out, bool accumulate);

/// db[out] = sum of dy's rows.
void dense_backward_bias(const float* dy, float* db, std::int64_t batch, std::int64_t out, bool accumulate);

void relu_forward(const float* x, float* y, std::int64_t count);
void relu_backward(const float* y, const float* dy, float* dx, std::int64_t count, bool accumulate);
void relu6_forward(const float* x, float* y, std::int64_t count);
void relu6_backward(const float* y, const float* dy, float* dx, std::int64_t count, bool accumulate);

}  // namespace kvant::linear
