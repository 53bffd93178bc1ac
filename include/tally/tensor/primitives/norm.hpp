// SPDX-License-Identifier: MIT
// Lengths, deviations and logarithms of sums, made of reductions.
#pragma once

#include "tally/core/no_macro.hpp"
#include "tally/tensor/primitive.hpp"
#include "tally/tensor/primitives/arithmetic.hpp"
#include "tally/tensor/primitives/movement.hpp"
#include "tally/tensor/primitives/reduction.hpp"
#include "tally/tensor/primitives/unary.hpp"

namespace tally {

/// The sum of |x| over `axes`: n absolute values and n - 1 additions.
template <tensor_like X>
[[nodiscard]] constexpr auto l1_norm(const X& x, axis_set axes = {}, bool keep_axes = false) {
  return sum(abs TALLY_NO_MACRO(x), axes, keep_axes);
}
/// √(sum of x²) over `axes`: n products, n - 1 additions, a root.
template <tensor_like X>
[[nodiscard]] constexpr auto l2_norm(const X& x, axis_set axes = {}, bool keep_axes = false) {
  return sqrt(sum(x * x, axes, keep_axes));
}
/// x divided by its length over `axes`, or by epsilon if that is larger: that of l2_norm, a min_max, n divisions.
template <tensor_like X>
[[nodiscard]] constexpr auto normalized(const X& x, axis_set axes = 1, double epsilon = 1e-12) {
  return x / maximum(l2_norm(x, axes, true), epsilon);
}
/// The root of the variance over `axes`, divided by n - `correction`: that of variance, and a root.
template <tensor_like X>
[[nodiscard]] constexpr auto standard_deviation(const X& x, axis_set axes = {}, bool keep_axes = false,
                                                index correction = 0) {
  return sqrt(variance(x, axes, keep_axes, correction));
}
/// ln(sum of e^x) over `axes`, without overflow: n - 1 min_max, n subtractions, n exponentials, n - 1 additions, a
/// logarithm, and an addition of the largest.
template <tensor_like X>
[[nodiscard]] constexpr auto log_sum_exp(const X& x, axis_set axes = {}, bool keep_axes = false) {
  const auto largest = max TALLY_NO_MACRO(x, axes, true);
  const auto logarithm = log(sum(exp(x - largest), axes, keep_axes));
  return logarithm + reshape(largest, logarithm.shape());
}

}  // namespace tally
