// SPDX-License-Identifier: Apache-2.0
// Forward, backward and Adam, written as one writes them with Eigen. Samples are columns.
#include "eigen_lesson.h"

#include <Eigen/Dense>

#include <algorithm>
#include <array>
#include <cmath>

namespace eigen_lesson {
namespace {

using Matrix = Eigen::MatrixXf;
using Vector = Eigen::VectorXf;
constexpr Eigen::Index batch = 64;

/// One layer: what it knows, what flows through it, and Adam's memory.
struct Dense {
  Matrix weights, weight_gradient, weight_m, weight_v;
  Vector bias, bias_gradient, bias_m, bias_v;
  Matrix output, gradient;

  Dense(Eigen::Index out, Eigen::Index in)
      : weights(Matrix::Random(out, in) * std::sqrt(6.0f / static_cast<float>(in + out))),
        weight_gradient(out, in),
        weight_m(Matrix::Zero(out, in)),
        weight_v(Matrix::Zero(out, in)),
        bias(Vector::Zero(out)),
        bias_gradient(out),
        bias_m(Vector::Zero(out)),
        bias_v(Vector::Zero(out)),
        output(out, batch),
        gradient(out, batch) {}

  template <class Input>
  void forward(const Input& input, bool relu) {
    const Eigen::Index n = input.cols();
    output.leftCols(n).noalias() = weights * input;
    output.leftCols(n).colwise() += bias;
    if (relu) output.leftCols(n) = output.leftCols(n).cwiseMax(0.0f);
  }
  template <class Input>
  void backward(const Input& input, Matrix* input_gradient, const Matrix* input_output) {
    const Eigen::Index n = input.cols();
    weight_gradient.noalias() = gradient.leftCols(n) * input.transpose();
    bias_gradient = gradient.leftCols(n).rowwise().sum();
    if (input_gradient == nullptr) return;
    input_gradient->leftCols(n).noalias() = weights.transpose() * gradient.leftCols(n);
    input_gradient->leftCols(n).array() *= (input_output->leftCols(n).array() > 0.0f).cast<float>();
  }
  void step(float rate) {
    adam(weights, weight_gradient, weight_m, weight_v, rate);
    adam(bias, bias_gradient, bias_m, bias_v, rate);
  }
  template <class Values>
  static void adam(Values& values, const Values& gradient, Values& m, Values& v, float rate) {
    m += (gradient - m) * 0.1f;
    v.array() += (gradient.array().square() - v.array()) * 0.001f;
    values.array() -= m.array() * rate / (v.array().sqrt() + 1e-7f);
  }
};

}  // namespace

struct Network::Impl {
  std::array<Dense, 3> layers = {Dense(16, 1), Dense(16, 16), Dense(1, 16)};
  double beta_1_power = 1, beta_2_power = 1;

  template <class Input>
  void forward(const Input& input) {
    const Eigen::Index n = input.cols();
    layers[0].forward(input, true);
    layers[1].forward(layers[0].output.leftCols(n), true);
    layers[2].forward(layers[1].output.leftCols(n), false);
  }
};

Network::Network() : impl_(std::make_unique<Impl>()) {}
Network::~Network() = default;

double Network::train_epoch(const float* x, const float* y, std::int64_t rows) {
  auto& [first, second, third] = impl_->layers;
  double total = 0;
  for (std::int64_t begin = 0; begin < rows; begin += batch) {
    const Eigen::Index n = std::min<Eigen::Index>(batch, rows - begin);
    const Eigen::Map<const Matrix> input(x + begin, 1, n), target(y + begin, 1, n);
    impl_->forward(input);
    third.gradient.leftCols(n) = third.output.leftCols(n) - target;
    total += static_cast<double>(third.gradient.leftCols(n).squaredNorm());
    third.gradient.leftCols(n) *= 2.0f / static_cast<float>(n);
    third.backward(second.output.leftCols(n), &second.gradient, &second.output);
    second.backward(first.output.leftCols(n), &first.gradient, &first.output);
    first.backward(input, nullptr, nullptr);
    impl_->beta_1_power *= 0.9;
    impl_->beta_2_power *= 0.999;
    const auto rate = static_cast<float>(0.001 * std::sqrt(1 - impl_->beta_2_power) / (1 - impl_->beta_1_power));
    for (Dense& layer : impl_->layers) layer.step(rate);
  }
  return total / static_cast<double>(rows);
}

void Network::predict(const float* x, float* y, std::int64_t rows) {
  for (std::int64_t begin = 0; begin < rows; begin += batch) {
    const Eigen::Index n = std::min<Eigen::Index>(batch, rows - begin);
    impl_->forward(Eigen::Map<const Matrix>(x + begin, 1, n));
    Eigen::Map<Matrix>(y + begin, 1, n) = impl_->layers[2].output.leftCols(n);
  }
}

}  // namespace eigen_lesson
