// SPDX-License-Identifier: MIT
// How good predictions are: metrics, made of other primitives.
#pragma once

#include "tally/tensor/primitive.hpp"
#include "tally/tensor/primitives/arithmetic.hpp"
#include "tally/tensor/primitives/axes.hpp"
#include "tally/tensor/primitives/loss.hpp"
#include "tally/tensor/primitives/pick.hpp"
#include "tally/tensor/primitives/reduction.hpp"
#include "tally/tensor/primitives/unary.hpp"

namespace tally {

/// The share of samples whose class is among the k with the largest scores along `axis`; equal scores are in its
/// favour. Nothing is sorted: c comparisons and c - 1 additions tell how many classes are above, and one more
/// comparison whether these are fewer than k; then the mean. Throws `tally::shape_error` unless k is between 1 and the
/// number of classes.
template <tensor_like X, tensor_like Target>
[[nodiscard]] constexpr auto top_k_accuracy(const X& scores, const Target& target, index k, int axis = 1) {
  detail::require_positive("tally: an accuracy's number of best classes is not positive", k);
  if (k > scores.shape()[axis])
    detail::fail_on_sizes("tally: an accuracy looks at more best classes than there are; k and classes are", k,
                          scores.shape()[axis]);
  const auto own = unsqueeze(pick(scores, target, axis), static_cast<int>(scores.shape().axis(axis)));
  const auto above = sum(greater(scores, own), axis);
  return mean(less(above, static_cast<double>(k)));
}
/// The share of samples whose class has the largest score.
template <tensor_like X, tensor_like Target>
[[nodiscard]] constexpr auto accuracy(const X& scores, const Target& target, int axis = 1) {
  return top_k_accuracy(scores, target, 1, axis);
}

/// The mean of |x - target|.
template <tensor_like X>
[[nodiscard]] constexpr auto mean_absolute_error(const X& x, const X& target) {
  return l1_loss(x, target);
}
/// The mean of (x - target)², and its root.
template <tensor_like X>
[[nodiscard]] constexpr auto mean_squared_error(const X& x, const X& target) {
  return mse_loss(x, target);
}
template <tensor_like X>
[[nodiscard]] constexpr auto root_mean_squared_error(const X& x, const X& target) {
  return sqrt(mse_loss(x, target));
}

/// 1 - sum of (x - target)² / sum of (target - its mean)²: how much of the target's variance is explained.
template <tensor_like X>
[[nodiscard]] constexpr auto r2_score(const X& x, const X& target) {
  const auto unexplained = mse_loss(x, target, loss_reduction::sum);
  const auto distance = target - mean(target);
  return 1 - unexplained / sum(distance * distance);
}

/// Of two masks, or of probabilities and a mask: their intersection over their union.
template <tensor_like X>
[[nodiscard]] constexpr auto intersection_over_union(const X& x, const X& target) {
  detail::require_same(x.shape(), target.shape());
  const auto both = sum(x * target);
  const auto of_x = sum(x);
  const auto of_each = of_x + sum(target);
  return both / (of_each - both);
}
/// Twice their intersection over the sum of their sizes (Dice 1945).
template <tensor_like X>
[[nodiscard]] constexpr auto dice_coefficient(const X& x, const X& target) {
  detail::require_same(x.shape(), target.shape());
  const auto both = sum(x * target) * 2;
  const auto of_x = sum(x);
  return both / (of_x + sum(target));
}

/// e to the power of the mean cross entropy, of a language model's logits and the tokens that follow.
template <tensor_like X, tensor_like Target>
[[nodiscard]] constexpr auto perplexity(const X& logits, const Target& target, int axis = -1) {
  return exp(cross_entropy(logits, target, {.axis = axis}));
}

}  // namespace tally
