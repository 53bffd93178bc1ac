// SPDX-License-Identifier: MIT
// Running sums, positions of extrema, norms and dropout: the loop runs in a constant expression, and spends what its
// formula says.

#include "support/agreement.hpp"
#include "tally/nn/layers.hpp"

namespace {

using agreement::agree_in_constant_expression;
using agreement::shape;
using tally::operation;

static_assert(agree_in_constant_expression([](const auto& x) { return cumsum(x); }, shape{2, 3}));
static_assert(agree_in_constant_expression([](const auto& x) { return cumsum(x, 0); }, shape{1, 3}));
static_assert(agree_in_constant_expression([](const auto& x) { return cumprod(x, 1); }, shape{2, 3, 2}));
static_assert(agree_in_constant_expression([](const auto& x) { return product(x, -1); }, shape{2, 3}));
static_assert(agree_in_constant_expression([](const auto& x) { return l1_norm(x); }, shape{2, 3}));
static_assert(agree_in_constant_expression([](const auto& x) { return normalized(x); }, shape{2, 3}));
static_assert(agree_in_constant_expression([](const auto& x) { return standard_deviation(x, 0); }, shape{2, 3}));
static_assert(agree_in_constant_expression([](const auto& x) { return log_sum_exp(x, -1); }, shape{2, 3}));
static_assert(agree_in_constant_expression([](const auto& x) { return dropout(x); }, shape{2, 3}));

// The largest of each of 2 rows of 3 takes 2 comparisons. (Its loop gives integers, and clang 14 makes no tensor of
// these in a constant expression.)
constexpr auto largest = tally::predict([](auto&, const auto& x) { return argmax(x); }, {2, 3}).counts();
static_assert(largest[operation::compare] == 2 * 2);

// Dropout is a product for each element in training, and nothing in inference.
constexpr tally::nn::dropout training{.p = 0.1, .training = true};
static_assert(tally::predict(training, {3, 5}).counts()[operation::mul] == 15);
static_assert(tally::predict(training, {3, 5}).flops() == 15);
static_assert(tally::predict(tally::nn::dropout{0.1}, {3, 5}) == tally::prediction());

// √(x² + y² + z²): 3 products, 2 additions, a root.
constexpr auto length = tally::predict([](auto&, const auto& x) { return l2_norm(x); }, {3}).counts();
static_assert(length[operation::mul] == 3 && length[operation::add] == 2 && length[operation::sqrt] == 1);

}  // namespace
