// SPDX-License-Identifier: MIT
// Losses, made of other primitives: none has a formula of its own.
#pragma once

#include "tally/core/error.hpp"
#include "tally/core/no_macro.hpp"
#include "tally/tensor/primitive.hpp"
#include "tally/tensor/primitives/activation.hpp"
#include "tally/tensor/primitives/arithmetic.hpp"
#include "tally/tensor/primitives/movement.hpp"
#include "tally/tensor/primitives/pick.hpp"
#include "tally/tensor/primitives/reduction.hpp"
#include "tally/tensor/primitives/softmax.hpp"
#include "tally/tensor/primitives/unary.hpp"

namespace tally {

/// What becomes of the losses of the elements: their mean, their sum, their sum divided by the first extent, or
/// nothing.
enum class loss_reduction : unsigned char { mean, sum, batch_mean, none };

namespace detail {

// n losses cost n - 1 additions as a sum, and a division more as a mean.
template <class X>
constexpr X reduced(const X& losses, loss_reduction reduction) {
  switch (reduction) {
  case loss_reduction::mean:
    return mean(losses);
  case loss_reduction::sum:
    return sum(losses);
  case loss_reduction::batch_mean:
    return sum(losses) / static_cast<double>(losses.shape()[0]);
  case loss_reduction::none:
    break;
  }
  return losses;
}

constexpr void require_same(const shape& x, const shape& target) {
  if (x != target) fail_on_shapes("tally: a loss's input and target have different shapes", x, target);
}

}  // namespace detail

/// (x - target)²: a subtraction and a product for each element.
template <tensor_like X>
[[nodiscard]] constexpr auto mse_loss(const X& x, const X& target, loss_reduction reduction = loss_reduction::mean) {
  detail::require_same(x.shape(), target.shape());
  const auto distance = x - target;
  return detail::reduced(distance * distance, reduction);
}

/// |x - target|: a subtraction and an absolute value for each element.
template <tensor_like X>
[[nodiscard]] constexpr auto l1_loss(const X& x, const X& target, loss_reduction reduction = loss_reduction::mean) {
  detail::require_same(x.shape(), target.shape());
  return detail::reduced(abs TALLY_NO_MACRO(x - target), reduction);
}

/// d² / 2 where d = |x - target| is below delta, delta · (d - delta/2) above (Huber 1964). Both are
/// m²/2 + delta · (d - m) with m = min(d, delta): each element takes 2 subtractions, an absolute value, a min_max,
/// 3 products and an addition. A delta that is not positive throws `tally::error`.
template <tensor_like X>
[[nodiscard]] constexpr auto huber_loss(const X& x, const X& target, double delta = 1,
                                        loss_reduction reduction = loss_reduction::mean) {
  if (!(delta > 0)) detail::fail<error>("tally: a Huber loss's delta is not positive");
  detail::require_same(x.shape(), target.shape());
  const auto distance = abs TALLY_NO_MACRO(x - target);
  const auto inner = minimum(distance, delta);
  const auto square = inner * inner * 0.5;
  return detail::reduced(square + (distance - inner) * delta, reduction);
}

/// Huber's loss divided by its beta (Girshick 2015): m² · (1/(2 beta)) + (d - m), a product less. A beta that is not
/// positive throws `tally::error`.
template <tensor_like X>
[[nodiscard]] constexpr auto smooth_l1_loss(const X& x, const X& target, double beta = 1,
                                            loss_reduction reduction = loss_reduction::mean) {
  if (!(beta > 0)) detail::fail<error>("tally: a smooth L1 loss's beta is not positive");
  detail::require_same(x.shape(), target.shape());
  const auto distance = abs TALLY_NO_MACRO(x - target);
  const auto inner = minimum(distance, beta);
  const auto square = inner * inner * (0.5 / beta);
  return detail::reduced(square + (distance - inner), reduction);
}

/// -(t ln p + (1 - t) ln(1 - p)) for probabilities p; a logarithm below -100 counts as -100, as in torch.nn. Each
/// element takes 2 logarithms, 2 subtractions, 2 min_max, 2 products, an addition and a negation.
template <tensor_like X>
[[nodiscard]] constexpr auto binary_cross_entropy(const X& p, const X& target,
                                                  loss_reduction reduction = loss_reduction::mean) {
  detail::require_same(p.shape(), target.shape());
  const auto of_ones = target * maximum(log(p), -100);
  const auto zeros = 1 - target;
  const auto of_zeros = zeros * maximum(log(1 - p), -100);
  return detail::reduced(-(of_ones + of_zeros), reduction);
}

/// The same from the logits x of the probabilities, softplus(x) - x · t, without overflow: that of softplus, a product
/// and a subtraction for each element.
template <tensor_like X>
[[nodiscard]] constexpr auto binary_cross_entropy_with_logits(const X& x, const X& target,
                                                              loss_reduction reduction = loss_reduction::mean) {
  detail::require_same(x.shape(), target.shape());
  const auto always = softplus(x);
  return detail::reduced(always - x * target, reduction);
}

/// t · (ln t - x) for logarithms x of probabilities and probabilities t: the divergence of what x says from t. A target
/// of 0 adds nothing (its logarithm is taken at 10^-30). Each element takes a min_max, a logarithm, a subtraction and a
/// product. The divergence as defined is that of `loss_reduction::sum` or `batch_mean`.
template <tensor_like X>
[[nodiscard]] constexpr auto kl_divergence(const X& x, const X& target,
                                           loss_reduction reduction = loss_reduction::mean) {
  detail::require_same(x.shape(), target.shape());
  const auto logarithm = log(maximum(target, 1e-30));
  return detail::reduced(target * (logarithm - x), reduction);
}

/// -x of the right class, for logarithms x of probabilities with the classes along `axis`; the target holds class
/// numbers and has the other axes. A negation for each sample. A number that is no class throws `tally::shape_error`.
template <tensor_like X, tensor_like Target>
[[nodiscard]] constexpr auto nll_loss(const X& x, const Target& target, loss_reduction reduction = loss_reduction::mean,
                                      int axis = 1) {
  return detail::reduced(-pick(x, target, axis), reduction);
}
/// The same with a weight for each class, `[classes]`; the mean is divided by the sum of the weights that occur.
template <tensor_like X, tensor_like Target>
[[nodiscard]] constexpr auto weighted_nll_loss(const X& x, const Target& target, const X& weight,
                                               loss_reduction reduction = loss_reduction::mean, int axis = 1) {
  if (weight.shape() != shape{x.shape()[axis]})
    detail::fail_on_shapes("tally: a loss has another number of weights than of classes", x.shape(), weight.shape());
  const auto weights = gather(weight, target);
  const auto losses = -pick(x, target, axis) * weights;
  if (reduction != loss_reduction::mean) return detail::reduced(losses, reduction);
  const auto total = sum(losses);
  return total / sum(weights);
}

/// How cross entropy is taken: `label_smoothing` gives that share of the target to all classes alike (Szegedy et al.
/// 2015); the classes lie along `axis`.
struct cross_entropy_options {
  double label_smoothing = 0;
  loss_reduction reduction = loss_reduction::mean;
  int axis = 1;
};

/// -ln softmax(logits) of the right class: log_softmax, and a negation for each sample. The target holds class numbers
/// and has the axes of the logits without that of the classes. Smoothed, the log-probabilities of all classes are added
/// up too (c - 1 additions), and 2 products and an addition weigh both, for each sample.
template <tensor_like X, tensor_like Target>
[[nodiscard]] constexpr auto cross_entropy(const X& logits, const Target& target,
                                           const cross_entropy_options& options = {}) {
  const double smoothing = options.label_smoothing;
  if (!(0 <= smoothing && smoothing <= 1)) detail::fail<error>("tally: a label smoothing is not between 0 and 1");
  const auto logarithms = log_softmax(logits, options.axis);
  if (smoothing == 0) return nll_loss(logarithms, target, options.reduction, options.axis);
  const auto right = pick(logarithms, target, options.axis) * (1 - smoothing);
  const auto all = sum(logarithms, options.axis) * (smoothing / static_cast<double>(logits.shape()[options.axis]));
  return detail::reduced(-(right + all), options.reduction);
}

/// -sum of p ln softmax(logits) over the classes, for a target of probabilities p: log_softmax, c products and c - 1
/// additions and a negation for each sample. `label_smoothing` is not applied; smooth the probabilities.
template <tensor_like X>
[[nodiscard]] constexpr auto soft_cross_entropy(const X& logits, const X& probabilities,
                                                loss_reduction reduction = loss_reduction::mean, int axis = 1) {
  detail::require_same(logits.shape(), probabilities.shape());
  return detail::reduced(-sum(log_softmax(logits, axis) * probabilities, axis), reduction);
}

/// a · b / (max(|a|, epsilon) · max(|b|, epsilon)) along an axis of n: 3n + 1 products, 3(n - 1) additions, 2 roots,
/// 2 min_max, a division.
template <tensor_like X>
[[nodiscard]] constexpr auto cosine_similarity(const X& a, const X& b, int axis = 1, double epsilon = 1e-8) {
  detail::require_same(a.shape(), b.shape());
  const auto inner = sum(a * b, axis);
  const auto length_of_a = maximum(sqrt(sum(a * a, axis)), epsilon);
  const auto length_of_b = maximum(sqrt(sum(b * b, axis)), epsilon);
  return inner / (length_of_a * length_of_b);
}

}  // namespace tally
