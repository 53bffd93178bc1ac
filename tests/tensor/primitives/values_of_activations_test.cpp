// SPDX-License-Identifier: MIT
// Activation functions, gated units and RMS normalisation give the numbers that their definitions give.

#include "support/catch.hpp"
#include "support/numbers.hpp"
#include "tally/nn/instantiate.hpp"
#include "tally/nn/layers.hpp"
#include "tally/tensor/primitives.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace {

using numbers::largest_distance;
using numbers::random_numbers;
using tally::index;
using tally::shape;
using tally::tensor;

const tensor<double> x = tensor<double>({9}, {-50, -4, -3, -1, 0, 0.5, 1, 5, 50});

// How far a function of tensors is from a definition, over both sides of every corner, in units of the value.
double distance(const tensor<double>& given, const std::function<double(double)>& defined) {
  double largest = 0;
  for (index i = 0; i < x.size(); ++i)
    largest = std::max(largest, std::abs(given[i] - defined(x[i])) / std::max(1.0, std::abs(defined(x[i]))));
  return largest;
}

TEST_CASE("functions with a corner give what their cases say") {
  CHECK(relu6(x) == tensor<double>({9}, {0, 0, 0, 0, 0, 0.5, 1, 5, 6}));
  CHECK(hard_tanh(x) == tensor<double>({9}, {-1, -1, -1, -1, 0, 0.5, 1, 1, 1}));
  CHECK(hard_tanh(x, -3, 2) == tensor<double>({9}, {-3, -3, -3, -1, 0, 0.5, 1, 2, 2}));
  CHECK(leaky_relu(x, 0.5) == tensor<double>({9}, {-25, -2, -1.5, -0.5, 0, 0.5, 1, 5, 50}));
  CHECK(leaky_relu(x, 2) == tensor<double>({9}, {-100, -8, -6, -2, 0, 0.5, 1, 5, 50}));  // steeper below
  CHECK(leaky_relu(x)[1] == -0.04);
  CHECK(distance(elu(x, 2), [](double v) { return v > 0 ? v : 2 * (std::exp(v) - 1); }) == 0);
  CHECK(distance(celu(x, 2), [](double v) { return v > 0 ? v : 2 * (std::exp(v / 2) - 1); }) == 0);
  // Klambauer et al. 2017: λ = 1.0507…, α = 1.6732…, so that -λα = -1.7580993408 is the least value.
  CHECK(distance(selu(x),
                 [](double v) { return v > 0 ? 1.0507009873554805 * v : 1.7580993408473766 * std::expm1(v); }) < 1e-15);
  CHECK(distance(hard_sigmoid(x), [](double v) { return v <= -3 ? 0 : v >= 3 ? 1 : v / 6 + 0.5; }) < 1e-15);
  CHECK(distance(hard_swish(x), [](double v) { return v <= -3 ? 0 : v >= 3 ? v : v * (v + 3) / 6; }) < 1e-15);
}

TEST_CASE("smooth functions give what their definitions say, far from zero too") {
  CHECK(distance(silu(x), [](double v) { return v * (0.5 + 0.5 * std::tanh(v / 2)); }) < 1e-14);
  CHECK(distance(quick_gelu(x), [](double v) { return v * (0.5 + 0.5 * std::tanh(0.851 * v)); }) < 1e-14);
  CHECK(distance(softplus(x), [](double v) { return v + std::log1p(std::exp(-v)); }) < 1e-13);
  CHECK(distance(softplus(x, 3), [](double v) { return v + std::log1p(std::exp(-3 * v)) / 3; }) < 1e-13);
  CHECK(distance(log_sigmoid(x), [](double v) { return -std::log1p(std::exp(-v)); }) < 1e-13);
  // Misra 2019 with e^x: tanh(ln(1 + e)) = ((1 + e)² - 1) / ((1 + e)² + 1).
  CHECK(distance(mish(x), [](double v) {
          const double square = std::pow(1 + std::exp(v), 2);
          return v * (square - 1) / (square + 1);
        }) < 1e-14);
  CHECK(distance(softsign(x), [](double v) { return v < 0 ? v / (1 - v) : v / (1 + v); }) == 0);
  CHECK(softplus(tensor<double>({3}, {-1000, 0, 1000})) == tensor<double>({3}, {0, std::log(2.0), 1000}));
  CHECK(log_sigmoid(tensor<double>({2}, {-1000, 1000})) == tensor<double>({2}, {-1000, 0}));
  // The approximation of GELU errs by less than 5e-4; its value at 1 is 0.841192 (PyTorch), GELU's is 0.841345.
  CHECK(largest_distance(gelu_tanh(x), gelu(x)) < 5e-4);
  CHECK(std::abs(gelu_tanh(x)[6] - 0.841192) < 5e-7);
}

TEST_CASE("a PReLU's slope is its channel's") {
  const tensor<double> y({2, 2, 2}, {-1, 1, -1, 1, -2, 2, -2, 2});
  CHECK(prelu(y, tensor<double>({2}, {10, 100})) == tensor<double>({2, 2, 2}, {-10, 1, -100, 1, -20, 2, -200, 2}));
  CHECK(prelu(y, tensor<double>({1}, {3})) == leaky_relu(y, 3));
}

TEST_CASE("log-softmax is the logarithm of softmax, and does not overflow") {
  const auto y = random_numbers({3, 5, 2}, 1) * 4;
  for (int axis = -3; axis < 3; ++axis) CHECK(largest_distance(log_softmax(y, axis), log(softmax(y, axis))) < 1e-14);
  CHECK(log_softmax(tensor<double>({2}, {1000, 0})) == tensor<double>({2}, {0, -1000}));
}

TEST_CASE("RMS normalisation makes the mean square of a row 1") {
  const auto y = random_numbers({4, 3, 5}, 2);
  const auto close = [](const tensor<double>& a, const tensor<double>& b) { return largest_distance(a, b) < 1e-14; };
  const auto ones = [](const shape& s) { return tensor<double>(s, 1.0); };
  CHECK(close(mean(rms_norm(y, 0.0) * rms_norm(y, 0.0), -1), ones({4, 3})));
  const auto weight = random_numbers({3, 5}, 3);
  const auto both = rms_norm(y, ones({3, 5}), 0.0);
  CHECK(close(mean(both * both, {1, 2}), ones({4})));
  CHECK(close(rms_norm(y, weight, 0.0), both * weight));
  CHECK(rms_norm(tensor<double>({2}, {3, -3}), 7.0) == tensor<double>({2}, {0.75, -0.75}));  // √(9 + 7)
}

TEST_CASE("a gated linear unit is its first half times the sigmoid of its second") {
  const tensor<double> halves({2, 4}, {1, 2, 0, 1000, 3, 4, -1000, 0});
  CHECK(glu(halves) == tensor<double>({2, 2}, {0.5, 2, 0, 2}));
  CHECK(glu(halves, 0).shape() == shape{1, 4});
  const auto gate = random_numbers({5}, 4) * 3;
  const auto value = random_numbers({5}, 5);
  CHECK(swiglu(gate, value) == silu(gate) * value);
  CHECK(geglu(gate, value) == gelu(gate) * value);
  CHECK(reglu(gate, value) == relu(gate) * value);
}

TEST_CASE("a gated feed-forward layer is down(silu(gate(x)) · up(x)), and Gemma's weight is counted from 1") {
  namespace nn = tally::nn;
  const auto model = tally::instantiate<double>(nn::swiglu{3, 5}, {2, 3}, 6);
  const auto input = random_numbers({2, 3}, 7);
  const auto product = [&](const tensor<double>& t, const char* name) {
    return matmul(t, permute(model.parameter(name), {1, 0}));
  };
  const auto gate = product(input, "gate_proj.weight");
  const auto gated = gate * sigmoid(gate) * product(input, "up_proj.weight");
  CHECK(largest_distance(model(input), product(gated, "down_proj.weight")) < 1e-15);

  const auto gemma = tally::instantiate<double>(nn::rms_norm{.features = 3, .unit_offset = true}, {2, 3}, 8);
  CHECK(gemma(input) == rms_norm(input, gemma.parameter("weight") + 1));
}

}  // namespace
