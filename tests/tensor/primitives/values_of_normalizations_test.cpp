// SPDX-License-Identifier: MIT
// Normalisations give the numbers that their definitions give, composed of means and variances.

#include "support/catch.hpp"
#include "support/numbers.hpp"
#include "tally/nn/instantiate.hpp"
#include "tally/nn/layers.hpp"
#include "tally/tensor/primitives.hpp"

#include <algorithm>
#include <cmath>

namespace {

using numbers::indices;
using numbers::largest_distance;
using numbers::random_numbers;
using tally::axis_set;
using tally::index;
using tally::shape;
using tally::tensor;

// By the definition, over any axes.
tensor<double> standardised(const tensor<double>& x, const axis_set& axes, double epsilon) {
  return (x - mean(x, axes, true)) / sqrt(variance(x, axes, true) + epsilon);
}
// A number for each channel of [n, c, h, w].
tensor<double> spread(const tensor<double>& channels) { return reshape(channels, {channels.size(), 1, 1}); }

TEST_CASE("batch normalisation in training takes each channel's own mean and variance") {
  const auto x = random_numbers({3, 4, 2, 5}, 1) * 3;
  const auto weight = random_numbers({4}, 2);
  const auto bias = random_numbers({4}, 3);
  const auto expected = standardised(x, {0, 2, 3}, 0.1);
  CHECK(largest_distance(batch_norm_training(x, 0.1), expected) < 1e-14);
  CHECK(largest_distance(batch_norm_training(x, weight, bias, 0.1), expected * spread(weight) + spread(bias)) < 1e-14);
  // Inference by the same statistics gives the same.
  const auto by_stored = batch_norm(x, weight, bias, mean(x, {0, 2, 3}), variance(x, {0, 2, 3}), 0.1);
  CHECK(largest_distance(batch_norm_training(x, weight, bias, 0.1), by_stored) < 1e-14);
  CHECK(largest_distance(batch_norm(x, mean(x, {0, 2, 3}), variance(x, {0, 2, 3}), 0.1), expected) < 1e-14);
}

TEST_CASE("running statistics move by their momentum") {
  CHECK(running_statistic(tensor<double>({2}, {1, 10}), tensor<double>({2}, {3, -10}), 0.25) ==
        tensor<double>({2}, {1.5, 5}));
}

TEST_CASE("layer normalisation without a bias, without a weight, and over several axes") {
  const auto x = random_numbers({2, 3, 4}, 4);
  const auto weight = random_numbers({3, 4}, 5);
  CHECK(largest_distance(layer_norm(x, {3, 4}, 0.1), standardised(x, {1, 2}, 0.1)) < 1e-14);
  CHECK(largest_distance(layer_norm(x, weight, 0.1), standardised(x, {1, 2}, 0.1) * weight) < 1e-14);
  CHECK(largest_distance(layer_norm(x, {4}, 0.1), standardised(x, -1, 0.1)) < 1e-14);
}

TEST_CASE("group normalisation is between layer normalisation of a sample and instance normalisation") {
  const auto x = random_numbers({2, 6, 3, 2}, 6);
  const auto weight = random_numbers({6}, 7);
  const auto bias = random_numbers({6}, 8);
  const auto grouped = reshape(standardised(reshape(x, {2, 3, 2, 3, 2}), {2, 3, 4}, 0.1), x.shape());
  CHECK(largest_distance(group_norm(x, 3, 0.1), grouped) < 1e-14);
  CHECK(largest_distance(group_norm(x, 3, weight, bias, 0.1), grouped * spread(weight) + spread(bias)) < 1e-14);
  CHECK(largest_distance(group_norm(x, 1, 0.1), layer_norm(x, {6, 3, 2}, 0.1)) < 1e-14);
  CHECK(largest_distance(instance_norm(x, 0.1), standardised(x, {2, 3}, 0.1)) < 1e-14);
  CHECK(instance_norm(x, weight, bias) == group_norm(x, 6, weight, bias));
}

TEST_CASE("local response normalisation adds the squares of neighbouring channels, as torch.nn chooses them") {
  // Channels 1, 2, 3, 4 with two neighbours: the one before and itself; alpha/2 = 1, k = 1, beta = 1.
  const tensor<double> x({1, 4}, {1, 2, 3, 4});
  CHECK(largest_distance(local_response_norm(x, {.size = 2, .alpha = 2, .beta = 1}),
                         tensor<double>({1, 4}, {1.0 / 2, 2.0 / 6, 3.0 / 14, 4.0 / 26})) < 1e-15);
  CHECK(largest_distance(local_response_norm(x, {.size = 3, .alpha = 3, .beta = 1}),
                         tensor<double>({1, 4}, {1.0 / 6, 2.0 / 15, 3.0 / 30, 4.0 / 26})) < 1e-15);

  const auto y = random_numbers({2, 7, 3}, 9);
  for (const index size : {1, 4, 5, 20}) {
    tensor<double> expected(y.shape());
    for (index i = 0; i < y.size(); ++i) {
      const auto at = indices(y.shape(), i);
      double sum = 0;
      for (index channel = std::max<index>(0, at[1] - size / 2); channel < std::min<index>(7, at[1] - size / 2 + size);
           ++channel)
        sum += y(at[0], channel, at[2]) * y(at[0], channel, at[2]);
      expected[i] = y[i] * std::pow(2 + 0.5 / static_cast<double>(size) * sum, -0.75);
    }
    CHECK(largest_distance(local_response_norm(y, {.size = size, .alpha = 0.5, .k = 2}), expected) < 1e-15);
  }
}

TEST_CASE("layers normalise with the parameters of their names") {
  namespace nn = tally::nn;
  const auto x = random_numbers({3, 4, 2, 5}, 10);
  const auto trained = tally::instantiate<double>(nn::batch_norm2d{.num_features = 4, .training = true}, x.shape(), 1);
  CHECK(trained(x) == batch_norm_training(x, trained.parameter("weight"), trained.parameter("bias")));
  const auto stored = tally::instantiate<double>(nn::batch_norm2d{.num_features = 4, .affine = false}, x.shape(), 2);
  CHECK(stored(x) == batch_norm(x, stored.parameter("running_mean"), stored.parameter("running_var")));
  const auto unbiased = tally::instantiate<double>(nn::layer_norm{.features = {2, 5}, .bias = false}, x.shape(), 3);
  CHECK(unbiased(x) == layer_norm(x, unbiased.parameter("weight")));
  const auto grouped = tally::instantiate<double>(nn::group_norm{2, 4}, x.shape(), 4);
  CHECK(grouped(x) == group_norm(x, 2, grouped.parameter("weight"), grouped.parameter("bias")));
  const auto single = tally::instantiate<double>(nn::instance_norm2d{.num_features = 4, .affine = true}, x.shape(), 5);
  CHECK(single(x) == instance_norm(x, single.parameter("weight"), single.parameter("bias")));
}

}  // namespace
