// SPDX-License-Identifier: MIT
// Running sums and products, positions of extrema, norms and dropout: the formula is what the loop does.

#include "support/catch.hpp"
#include "support/layer_agreement.hpp"

namespace {

using agreement::disagreement;
using agreement::shape;
using tally::axis_set;

std::string disagreement_along(int axis, const shape& x) {
  return disagreement([=](const auto& t) { return cumsum(t, axis); }, x) +
         disagreement([=](const auto& t) { return cumprod(t, axis); }, x) +
         disagreement([=](const auto& t) { return argmax(t, axis); }, x) +
         disagreement([=](const auto& t) { return argmin(t, axis); }, x);
}
std::string disagreement_over(const axis_set& axes, bool keep, const shape& x) {
  return disagreement([&](const auto& t) { return product(t, axes, keep); }, x) +
         disagreement([&](const auto& t) { return l1_norm(t, axes, keep); }, x) +
         disagreement([&](const auto& t) { return l2_norm(t, axes, keep); }, x) +
         disagreement([&](const auto& t) { return normalized(t, axes); }, x) +
         disagreement([&](const auto& t) { return standard_deviation(t, axes, keep); }, x) +
         disagreement([&](const auto& t) { return log_sum_exp(t, axes, keep); }, x);
}

TEST_CASE("scans and positions agree along every axis") {
  for (const shape& x : {shape{1}, shape{13}, shape{3, 5}, shape{1, 7, 1}, shape{2, 3, 5, 7}})
    for (int axis = -x.rank(); axis < x.rank(); ++axis) CHECK(disagreement_along(axis, x) == "");
  agreement::sizes random(161);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const shape x = random.of_rank(static_cast<int>(random.between(1, 5)), 5);
    CHECK(disagreement_along(static_cast<int>(random.between(-x.rank(), x.rank() - 1)), x) == "");
  }
}

TEST_CASE("products and norms agree for every set of axes of three, and on random shapes") {
  agreement::sizes random(162);
  for (int i = 0; i < agreement::random_cases; ++i) {
    axis_set axes;
    for (int axis = 0; axis < 3; ++axis)
      if ((i >> axis & 1) != 0) axes.axes[axes.count++] = axis;
    CHECK(disagreement_over(axes, random.coin(), random.of_rank(3, 5)) == "");
  }
  CHECK(disagreement_over({}, false, {}) == "");
}

TEST_CASE("dropout agrees, in training and in inference") {
  agreement::sizes random(163);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const tally::nn::dropout layer{0.25 * static_cast<double>(random.between(0, 4)), random.coin(), 1};
    CHECK(agreement::layer_disagreement(layer, random.of_rank(static_cast<int>(random.between(1, 4)), 5)) == "");
  }
}

}  // namespace
