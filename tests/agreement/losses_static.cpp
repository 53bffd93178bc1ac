// SPDX-License-Identifier: MIT
// Losses and metrics: run in a constant expression they spend what is predicted, which is what hand derivation gives.

#include "support/agreement.hpp"
#include "tally/nn/layers.hpp"

namespace {

using agreement::agree_in_constant_expression;
using agreement::shape;
using tally::operation;
namespace nn = tally::nn;

static_assert(agree_in_constant_expression([](const auto& x, const auto& t) { return mse_loss(x, t); }, shape{2, 3},
                                           shape{2, 3}));
static_assert(agree_in_constant_expression([](const auto& x, const auto& t) { return smooth_l1_loss(x, t); }, shape{2},
                                           shape{2}));
static_assert(agree_in_constant_expression([](const auto& x,
                                              const auto& t) { return binary_cross_entropy_with_logits(x, t); },
                                           shape{2}, shape{2}));
static_assert(agree_in_constant_expression([](const auto& a, const auto& b) { return cosine_similarity(a, b); },
                                           shape{2, 3}, shape{2, 3}));

// Class numbers are integers beside counted numbers.
template <class F>
constexpr bool agrees_with_classes(const F& f) {
  using scalar = tally::counted<float, tally::pointer_recorder>;
  tally::ledger spent;
  tally::tensor<scalar> x({2, 3});
  for (tally::index i = 0; i < x.size(); ++i)
    x[i] = scalar(0.5F * static_cast<float>(i % 4), tally::pointer_recorder(spent));
  const auto result = f(x, tally::tensor<int>({2}, {2, 0}));
  return agreement::predicted(tally::precision::f32, f, shape{2, 3}, shape{2}) ==
         agreement::reading{result.shape(), tally::counts(spent)};
}
static_assert(agrees_with_classes([](const auto& x, const auto& t) { return pick(x, t); }));
static_assert(agrees_with_classes([](const auto& x, const auto& t) { return nll_loss(x, t); }));
static_assert(agrees_with_classes([](const auto& x, const auto& t) { return cross_entropy(x, t); }));
static_assert(agrees_with_classes([](const auto& x, const auto& t) {
  return cross_entropy(x, t, {.label_smoothing = 0.1});
}));

// Cross entropy of 4 samples and 10 classes. Log-softmax: 9 min_max, 20 sub, 10 exp, 9 add, 1 log for each; 4
// negations; their mean takes 3 additions and a division.
constexpr auto entropy = tally::predict(nn::cross_entropy_loss{}, {4, 10}, {4}).counts();
static_assert(entropy[operation::min_max] == 4 * 9 && entropy[operation::sub] == 4 * 20);
static_assert(entropy[operation::exp] == 40 && entropy[operation::log] == 4 && entropy[operation::negate] == 4);
static_assert(entropy[operation::add] == 4 * 9 + 3 && entropy[operation::div] == 1);
static_assert(entropy[operation::mul] == 0);

// Smoothed: 9 additions, 2 products and an addition more for each.
constexpr auto smoothed = tally::predict(nn::cross_entropy_loss{.label_smoothing = 0.1}, {4, 10}, {4}).counts();
static_assert(smoothed[operation::add] == entropy[operation::add] + 4 * 10);
static_assert(smoothed[operation::mul] == 4 * 2);

// The mean squared error of n: n sub, n mul, n - 1 add, 1 div.
constexpr auto squares = tally::predict(nn::mse_loss{}, {3, 5}, {3, 5}).counts();
static_assert(squares[operation::sub] == 15 && squares[operation::mul] == 15 && squares[operation::add] == 14);
static_assert(squares[operation::div] == 1 && squares.flops() == 45);

// A picked element is read and written once; its position is read.
constexpr auto picked = tally::predict([](auto&, const auto& x, const auto& t) { return pick(x, t); }, {4, 10}, {4});
static_assert(picked.counts() == tally::counts() && picked.bytes_read() == 2 * 4 * 4 && picked.bytes_written() == 16);

}  // namespace
