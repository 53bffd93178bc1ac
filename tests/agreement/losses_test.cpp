// SPDX-License-Identifier: MIT
// Losses and metrics spend what is predicted.

#include "support/catch.hpp"
#include "support/layer_agreement.hpp"

namespace {

using agreement::disagreement;
using agreement::index;
using agreement::layer_disagreement;
using agreement::shape;
using tally::loss_reduction;
namespace nn = tally::nn;

constexpr loss_reduction reductions[] = {loss_reduction::mean, loss_reduction::sum, loss_reduction::batch_mean,
                                         loss_reduction::none};

// As disagreement, of a function of scores and of class numbers along an axis.
template <class F>
std::string class_disagreement(const F& f, const shape& x, const shape& classes, index most, agreement::sizes& random) {
  tally::tensor<int> target(classes);
  for (int& position : target) position = static_cast<int>(random.between(0, most - 1));
  const auto formula = agreement::predicted(tally::precision::f32, f, x, classes);
  const auto scores = agreement::numbers<tally::counted<float>>(x, 1);
  agreement::reading loop;
  loop.spent = tally::measure([&] { loop.output = f(scores, target).shape(); });
  tallying::reset();
  const auto outside = f(agreement::numbers<tallying::number<float>>(x, 1), target).shape();
  return agreement::difference("classes", formula, loop) +
         agreement::difference("classes from outside", formula,
                               {outside, agreement::seen_from_outside(tally::precision::f32)});
}

TEST_CASE("losses of two tensors agree, for every reduction") {
  agreement::sizes random(151);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const shape x = random.of_rank(static_cast<int>(random.between(1, 4)), 5);
    const loss_reduction reduction = reductions[i % 4];
    CHECK(layer_disagreement(nn::mse_loss{reduction}, x, x) == "");
    CHECK(layer_disagreement(nn::l1_loss{reduction}, x, x) == "");
    CHECK(layer_disagreement(nn::huber_loss{0.25, reduction}, x, x) == "");
    CHECK(layer_disagreement(nn::smooth_l1_loss{0.25, reduction}, x, x) == "");
    CHECK(layer_disagreement(nn::bce_loss{reduction}, x, x) == "");
    CHECK(layer_disagreement(nn::bce_with_logits_loss{reduction}, x, x) == "");
    CHECK(layer_disagreement(nn::kl_div_loss{reduction}, x, x) == "");
    CHECK(layer_disagreement(nn::cosine_similarity{static_cast<int>(random.between(-x.rank(), x.rank() - 1))}, x, x) ==
          "");
  }
}

TEST_CASE("losses and metrics of class numbers agree along every axis") {
  agreement::sizes random(152);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const shape x = random.of_rank(static_cast<int>(random.between(1, 4)), 5);
    const int axis = static_cast<int>(random.between(0, x.rank() - 1));
    const index classes = x[axis];
    shape rest;
    for (int j = 0; j < x.rank(); ++j)
      if (j != axis) rest.push_back(x[j]);
    const loss_reduction reduction = rest.rank() == 0 ? loss_reduction::none : reductions[i % 4];
    const tally::cross_entropy_options plain{0, reduction, axis};
    const tally::cross_entropy_options smoothed{0.1, reduction, axis - x.rank()};
    const index k = random.between(1, classes);
    const auto check = [&](const auto& f) { CHECK(class_disagreement(f, x, rest, classes, random) == ""); };
    check([&](const auto& t, const auto& at) { return pick(t, at, axis); });
    check([&](const auto& t, const auto& at) { return nll_loss(t, at, reduction, axis); });
    check([&](const auto& t, const auto& at) {
      return weighted_nll_loss(t, at, reshape(slice(reshape(t, {t.size()}), 0, 0, classes), {classes}), reduction,
                               axis);
    });
    check([&](const auto& t, const auto& at) { return cross_entropy(t, at, plain); });
    check([&](const auto& t, const auto& at) { return cross_entropy(t, at, smoothed); });
    check([&](const auto& t, const auto& at) { return top_k_accuracy(t, at, k, axis); });
  }
}

TEST_CASE("metrics of two tensors, and cross entropy of probabilities, agree") {
  agreement::sizes random(153);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const shape x = random.of_rank(static_cast<int>(random.between(1, 3)), 5);
    const int axis = static_cast<int>(random.between(0, x.rank() - 1));
    CHECK(disagreement([](const auto& a, const auto& b) { return root_mean_squared_error(a, b); }, x, x) == "");
    CHECK(disagreement([](const auto& a, const auto& b) { return r2_score(a, b); }, x, x) == "");
    CHECK(disagreement([](const auto& a, const auto& b) { return intersection_over_union(a, b); }, x, x) == "");
    CHECK(disagreement([](const auto& a, const auto& b) { return dice_coefficient(a, b); }, x, x) == "");
    CHECK(
        disagreement([&](const auto& a, const auto& b) { return soft_cross_entropy(a, b, loss_reduction::mean, axis); },
                     x, x) == "");
  }
}

}  // namespace
