// SPDX-License-Identifier: MIT
// Running sums, positions of extrema, norms and dropout give the numbers that their definitions give.

#include "support/catch.hpp"
#include "support/numbers.hpp"
#include "tally/tensor/primitives/dropout.hpp"
#include "tally/tensor/primitives/norm.hpp"
#include "tally/tensor/primitives/scan.hpp"

#include <cmath>

namespace {

using numbers::largest_distance;
using numbers::random_numbers;
using tally::index;
using tally::shape;
using tally::tensor;

const tensor<double> x({2, 3}, {1, 2, 3, 3, 0, 3});

TEST_CASE("scans worked by hand") {
  CHECK(cumsum(x) == tensor<double>({2, 3}, {1, 3, 6, 3, 3, 6}));
  CHECK(cumsum(x, 0) == tensor<double>({2, 3}, {1, 2, 3, 4, 2, 6}));
  CHECK(cumprod(x) == tensor<double>({2, 3}, {1, 2, 6, 3, 0, 0}));
  CHECK(product(x, 0) == tensor<double>({3}, {3, 0, 9}));
}

TEST_CASE("the first of equals is the largest or the smallest") {
  CHECK(argmax(x) == tensor<int>({2}, {2, 0}));
  CHECK(argmin(x) == tensor<int>({2}, {0, 1}));
  CHECK(argmax(x, 0) == tensor<int>({3}, {1, 0, 0}));
  CHECK(argmin(x, 0) == tensor<int>({3}, {0, 1, 0}));
  CHECK(argmax(tensor<double>({1}, {5})) == tensor<int>({}, 0));
}

TEST_CASE("norms, deviations and logarithms of sums") {
  const tensor<double> y({2, 2}, {3, -4, 0, 0});
  CHECK(l1_norm(y, 1) == tensor<double>({2}, {7, 0}));
  CHECK(l2_norm(y, 1) == tensor<double>({2}, {5, 0}));
  CHECK(l2_norm(y, {}, true) == tensor<double>({1, 1}, {5}));
  CHECK(normalized(y) == tensor<double>({2, 2}, {0.6, -0.8, 0, 0}));  // nothing has no direction
  CHECK(standard_deviation(y, 1) == tensor<double>({2}, {3.5, 0}));
  CHECK(log_sum_exp(tensor<double>({2}, {1000, 1000})) == tensor<double>({}, 1000 + std::log(2.0)));
  const auto z = random_numbers({3, 4, 2}, 1);
  CHECK(largest_distance(log_sum_exp(z, {0, 2}), log(sum(exp(z), {0, 2}))) < 1e-14);
  CHECK(log_sum_exp(z, 1, true).shape() == shape{3, 1, 2});
}

TEST_CASE("dropout drops its share, scales the rest, and draws the same for the same seed") {
  const tensor<double> ones({10000}, 1.0);
  const auto dropped = dropout(ones, 0.2, 7);
  index zeros = 0;
  for (const double value : dropped) {
    CHECK((value == 0 || value == 1 / (1 - 0.2)));
    zeros += value == 0 ? 1 : 0;
  }
  CHECK(std::abs(static_cast<double>(zeros) - 2000) < 5 * 40);  // five standard deviations
  CHECK(dropout(ones, 0.2, 7) == dropped);
  CHECK_FALSE(dropout(ones, 0.2, 8) == dropped);
  CHECK(dropout(ones, 0) == ones);
  CHECK(dropout(ones, 1) == tensor<double>({10000}));
}

}  // namespace
