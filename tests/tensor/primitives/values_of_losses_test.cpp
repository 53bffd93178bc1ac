// SPDX-License-Identifier: MIT
// Losses and metrics give the numbers that their definitions give.

#include "support/catch.hpp"
#include "support/numbers.hpp"
#include "tally/tensor/primitives/loss.hpp"
#include "tally/tensor/primitives/metric.hpp"

#include <cmath>
#include <functional>

namespace {

using numbers::largest_distance;
using numbers::random_numbers;
using tally::index;
using tally::loss_reduction;
using tally::shape;
using tally::tensor;

constexpr auto none = loss_reduction::none;
const tensor<double> one_number(double x) { return tensor<double>({}, x); }
bool close(const tensor<double>& a, const tensor<double>& b) { return largest_distance(a, b) < 1e-14; }

// A function of pairs, and its mean.
tensor<double> each(const tensor<double>& a, const tensor<double>& b, const std::function<double(double, double)>& f) {
  tensor<double> result(a.shape());
  for (index i = 0; i < a.size(); ++i) result[i] = f(a[i], b[i]);
  return result;
}

TEST_CASE("a loss is reduced to its mean, sum, sum per sample, or not at all") {
  const tensor<double> x({2, 3}, {1, 2, 3, 4, 5, 6});
  const tensor<double> t({2, 3}, {0, 2, 5, 4, 4, 3});
  CHECK(mse_loss(x, t, none) == tensor<double>({2, 3}, {1, 0, 4, 0, 1, 9}));
  CHECK(mse_loss(x, t) == one_number(2.5));
  CHECK(mse_loss(x, t, loss_reduction::sum) == one_number(15));
  CHECK(mse_loss(x, t, loss_reduction::batch_mean) == one_number(7.5));
  CHECK(l1_loss(x, t, none) == tensor<double>({2, 3}, {1, 0, 2, 0, 1, 3}));
}

TEST_CASE("Huber's losses are squares near zero and lines further out") {
  const auto x = random_numbers({50}, 1) * 3;
  const auto t = random_numbers({50}, 2) * 3;
  CHECK(close(huber_loss(x, t, 0.7, none), each(x, t, [](double a, double b) {
                const double d = std::abs(a - b);
                return d < 0.7 ? d * d / 2 : 0.7 * (d - 0.35);
              })));
  CHECK(close(smooth_l1_loss(x, t, 0.7, none), each(x, t, [](double a, double b) {
                const double d = std::abs(a - b);
                return d < 0.7 ? d * d / 2 / 0.7 : d - 0.35;
              })));
}

TEST_CASE("binary cross entropy is the same from probabilities and from logits, and finite") {
  const auto logits = random_numbers({40}, 3) * 8;
  const auto target = random_numbers({40}, 4) * 0.5 + 0.5;
  const auto defined =
      each(sigmoid(logits), target, [](double p, double t) { return -t * std::log(p) - (1 - t) * std::log(1 - p); });
  CHECK(largest_distance(binary_cross_entropy(sigmoid(logits), target, none), defined) < 1e-12);
  CHECK(largest_distance(binary_cross_entropy_with_logits(logits, target, none), defined) < 1e-12);
  CHECK(binary_cross_entropy(tensor<double>({3}, {0, 1, 0}), tensor<double>({3}, {0, 1, 1}), none) ==
        tensor<double>({3}, {0, 0, 100}));
  CHECK(binary_cross_entropy_with_logits(tensor<double>({2}, {1000, -1000}), tensor<double>({2}, {1, 1}), none) ==
        tensor<double>({2}, {0, 1000}));
}

TEST_CASE("the divergence of a distribution from itself is zero, and a target of zero adds nothing") {
  const auto p = softmax(random_numbers({2, 5}, 5));
  CHECK(close(kl_divergence(log(p), p, none), tensor<double>({2, 5})));
  CHECK(close(kl_divergence(log(tensor<double>({2}, {0.5, 0.5})), tensor<double>({2}, {1, 0}), loss_reduction::sum),
              one_number(std::log(2.0))));
}

TEST_CASE("cross entropy takes the logarithm of the right class's share") {
  // Shares e^0 : e^ln2 : e^ln5 = 1 : 2 : 5 of 8.
  const tensor<double> logits({2, 3}, {0, std::log(2.0), std::log(5.0), 0, std::log(2.0), std::log(5.0)});
  const tensor<int> target({2}, {2, 0});
  CHECK(close(cross_entropy(logits, target, {.reduction = none}),
              tensor<double>({2}, {std::log(8.0 / 5), std::log(8.0)})));
  CHECK(close(cross_entropy(logits, target), one_number((std::log(8.0 / 5) + std::log(8.0)) / 2)));
  // With a share of 0.3 for all classes alike: 0.7 + 0.1 of the right one, 0.1 of the others.
  CHECK(close(cross_entropy(logits, target, {.label_smoothing = 0.3, .reduction = none}),
              tensor<double>({2}, {0.8 * std::log(8.0 / 5) + 0.1 * std::log(4.0) + 0.1 * std::log(8.0),
                                   0.8 * std::log(8.0) + 0.1 * std::log(4.0) + 0.1 * std::log(8.0 / 5)})));
  const tensor<double> smooth({2, 3}, {0.1, 0.1, 0.8, 0.8, 0.1, 0.1});
  CHECK(close(soft_cross_entropy(logits, smooth), cross_entropy(logits, target, {.label_smoothing = 0.3})));
  CHECK(close(perplexity(logits, target), one_number(8 / std::sqrt(5.0))));
  // Weights 1 for class 0 and 3 for class 2.
  CHECK(close(weighted_nll_loss(log_softmax(logits, 1), target, tensor<double>({3}, {1, 100, 3})),
              one_number((3 * std::log(8.0 / 5) + std::log(8.0)) / 4)));
}

TEST_CASE("classes may lie along any axis") {
  const auto logits = random_numbers({2, 3, 4}, 6);
  const tensor<int> target({2, 4}, {0, 1, 2, 0, 2, 2, 1, 0});
  const auto expected = cross_entropy(logits, target, {.reduction = none});
  CHECK(expected.shape() == shape{2, 4});
  for (index n = 0; n < 2; ++n)
    for (index i = 0; i < 4; ++i)
      CHECK(std::abs(expected(n, i) -
                     (std::log(std::exp(logits(n, 0, i)) + std::exp(logits(n, 1, i)) + std::exp(logits(n, 2, i))) -
                      logits(n, target(n, i), i))) < 1e-14);
  CHECK(cross_entropy(permute(logits, {0, 2, 1}), target, {.reduction = none, .axis = -1}) == expected);
  CHECK(pick(tensor<double>({2, 2}, {1, 2, 3, 4}), tensor<int>({2}, {1, 0}), 0) == tensor<double>({2}, {3, 2}));
  CHECK(pick(tensor<double>({3}, {1, 2, 3}), tensor<double>({}, 2.0)) == one_number(3));
}

TEST_CASE("cosine similarity is 1 for parallel, 0 for orthogonal and for no direction") {
  const tensor<double> a({4, 2}, {3, 4, 1, 0, 0, 0, 1, 1});
  const tensor<double> b({4, 2}, {6, 8, 0, 5, 1, 1, -2, -2});
  CHECK(close(cosine_similarity(a, b), tensor<double>({4}, {1, 0, 0, -1})));
}

TEST_CASE("metrics worked by hand") {
  const tensor<double> scores({4, 3}, {3, 2, 1, 3, 2, 1, 3, 2, 1, 1, 1, 0});
  const tensor<int> target({4}, {0, 1, 2, 1});  // first, second, third, and one of two equals
  CHECK(accuracy(scores, target) == one_number(0.5));
  CHECK(top_k_accuracy(scores, target, 2) == one_number(0.75));
  CHECK(top_k_accuracy(scores, target, 3) == one_number(1));

  const tensor<double> x({4}, {1, 2, 3, 6});
  const tensor<double> t({4}, {1, 2, 5, 4});
  CHECK(mean_absolute_error(x, t) == one_number(1));
  CHECK(mean_squared_error(x, t) == one_number(2));
  CHECK(root_mean_squared_error(x, t) == one_number(std::sqrt(2.0)));
  CHECK(close(r2_score(x, t), one_number(1 - 8.0 / 10)));  // 4 + 1 + 4 + 1 around 3

  const tensor<double> mask({4}, {1, 1, 1, 0});
  const tensor<double> truth({4}, {0, 1, 1, 1});
  CHECK(intersection_over_union(mask, truth) == one_number(0.5));
  CHECK(close(dice_coefficient(mask, truth), one_number(2.0 / 3)));
}

}  // namespace
