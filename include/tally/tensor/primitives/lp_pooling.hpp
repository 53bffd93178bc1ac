// SPDX-License-Identifier: MIT
// Power-average pools: the p-norm under each window.
#pragma once

#include "tally/core/math.hpp"
#include "tally/tensor/primitive.hpp"
#include "tally/tensor/primitives/pooling.hpp"

#include <string_view>

namespace tally {

/// The p-norm under each window, (sum of x^p)^(1/p), without absolute values, as torch has it. A norm of 2 squares and
/// takes the square root; a norm of 1 is the sum; any other takes powers.
template <int N>
struct lp_pool_primitive {
  static constexpr std::string_view name = N == 1 ? "lp_pool1d" : N == 2 ? "lp_pool2d" : "lp_pool3d";
  double norm_type = 2;
  extents<N> kernel = 2;
  extents<N> stride = 2;
  bool ceil_mode = false;

  constexpr shape output(const shape& x) const {
    const shape result = sliding().output(x);
    if (!(norm_type > 0))
      detail::fail_on_shapes("tally: a pool's norm is not positive; its input and kernel are", x, kernel_shape());
    return result;
  }
  // Over t elements: t powers, t - 1 additions and a root.
  constexpr cost formula(const shape& output, const shape& x) const {
    const natural elements = sliding().over(x).covered_elements(x);
    const natural windows = output.volume();
    if (norm_type == 1) return {{operation::add, elements - windows}};
    if (norm_type == 2)
      return {{operation::mul, elements}, {operation::add, elements - windows}, {operation::sqrt, windows}};
    return {{operation::pow, elements + windows}, {operation::add, elements - windows}};
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x) const {
    if (norm_type == 1)
      accumulate(
          output, x, [](const S& element) { return element; }, [](const S& sum) { return sum; });
    else if (norm_type == 2)
      accumulate(
          output, x, [](const S& element) { return element * element; },
          [](const S& sum) {
            using detail::plain::sqrt;
            return S(sqrt(sum));
          });
    else
      accumulate(
          output, x, [&](const S& element) { return power(element, norm_type); },
          [&](const S& sum) { return power(sum, 1 / norm_type); });
  }

 private:
  constexpr max_pool_primitive<N> sliding() const { return {kernel, stride, 0, 1, ceil_mode}; }
  constexpr shape kernel_shape() const {
    shape result;
    for (const index size : kernel.sizes) result.push_back(size);
    return result;
  }

  template <class S>
  static constexpr S power(const S& x, double exponent) {
    using detail::plain::pow;
    return S(pow(x, S(exponent)));
  }
  template <class S, class Power, class Root>
  constexpr void accumulate(tensor<S>& output, const tensor<S>& x, Power power_of, Root root_of) const {
    S sum{};
    sliding().over(x.shape()).for_each(
        x, output.shape(), [&](const S& element) { sum = power_of(element); },
        [&](const S& element) { sum += power_of(element); }, [&](index at) { output.data()[at] = root_of(sum); });
  }
};
using lp_pool1d_primitive = lp_pool_primitive<1>;
using lp_pool2d_primitive = lp_pool_primitive<2>;
using lp_pool3d_primitive = lp_pool_primitive<3>;

/// Throws `tally::shape_error` as the other pools do, and for norms that are not positive.
template <tensor_like X>
[[nodiscard]] constexpr auto lp_pool1d(const X& x, const lp_pool1d_primitive& parameters) {
  return apply(parameters, x);
}
template <tensor_like X>
[[nodiscard]] constexpr auto lp_pool2d(const X& x, const lp_pool2d_primitive& parameters) {
  return apply(parameters, x);
}
template <tensor_like X>
[[nodiscard]] constexpr auto lp_pool3d(const X& x, const lp_pool3d_primitive& parameters) {
  return apply(parameters, x);
}

}  // namespace tally
