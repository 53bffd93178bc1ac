// SPDX-License-Identifier: MIT
// Softmax and its logarithm along an axis.
#pragma once

#include "tally/core/math.hpp"
#include "tally/tensor/category.hpp"
#include "tally/tensor/primitive.hpp"
#include "tally/tensor/primitives/arithmetic.hpp"

#include <string_view>

namespace tally {

/// e^(x - max) / sum of them, along one axis.
struct softmax_primitive {
  static constexpr std::string_view name = "softmax";
  static constexpr category kind = category::softmax;
  int axis = -1;

  constexpr shape output(const shape& x) const {
    static_cast<void>(x.axis(axis));
    return x;
  }
  // For n numbers: n - 1 min_max, n subtractions, n exponentials, n - 1 additions, n divisions.
  constexpr cost formula(const shape& output, const shape&) const {
    const natural n = output[axis];
    const natural rows = output.volume() / n;
    return {{operation::min_max, rows * (n - 1)},
            {operation::sub, rows * n},
            {operation::exp, rows * n},
            {operation::add, rows * (n - 1)},
            {operation::div, rows * n}};
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x) const {
    using detail::plain::exp;
    const int at = static_cast<int>(x.shape().axis(axis));
    const detail::collapsed parts(x.shape(), at, at);
    for (index o = 0; o < parts.outer; ++o)
      for (index i = 0; i < parts.inner; ++i) {
        const S* __restrict in = x.data() + o * parts.middle * parts.inner + i;
        S* out = output.data() + o * parts.middle * parts.inner + i;
        S highest = in[0];
        for (index m = 1; m < parts.middle; ++m) highest = detail::larger(highest, in[m * parts.inner]);
        for (index m = 0; m < parts.middle; ++m) out[m * parts.inner] = S(exp(in[m * parts.inner] - highest));
        S total = out[0];
        for (index m = 1; m < parts.middle; ++m) total += out[m * parts.inner];
        for (index m = 0; m < parts.middle; ++m) out[m * parts.inner] = out[m * parts.inner] / total;
      }
  }
};

/// x - max - ln(sum of e^(x - max)), along one axis.
struct log_softmax_primitive {
  static constexpr std::string_view name = "log_softmax";
  static constexpr category kind = category::softmax;
  int axis = -1;

  constexpr shape output(const shape& x) const {
    static_cast<void>(x.axis(axis));
    return x;
  }
  // For n numbers: n - 1 min_max, n subtractions, n exponentials, n - 1 additions, a logarithm, n subtractions.
  constexpr cost formula(const shape& output, const shape&) const {
    const natural n = output[axis];
    return cost{{operation::min_max, n - 1},
                {operation::sub, n * 2},
                {operation::exp, n},
                {operation::add, n - 1},
                {operation::log, 1}}
        .times(output.volume() / n);
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x) const {
    using detail::plain::exp, detail::plain::log;
    const int at = static_cast<int>(x.shape().axis(axis));
    const detail::collapsed parts(x.shape(), at, at);
    for (index o = 0; o < parts.outer; ++o)
      for (index i = 0; i < parts.inner; ++i) {
        const S* __restrict in = x.data() + o * parts.middle * parts.inner + i;
        S* __restrict out = output.data() + o * parts.middle * parts.inner + i;
        S highest = in[0];
        for (index m = 1; m < parts.middle; ++m) highest = detail::larger(highest, in[m * parts.inner]);
        for (index m = 0; m < parts.middle; ++m) out[m * parts.inner] = in[m * parts.inner] - highest;
        S total = S(exp(out[0]));
        for (index m = 1; m < parts.middle; ++m) total += S(exp(out[m * parts.inner]));
        const S logarithm = S(log(total));
        for (index m = 0; m < parts.middle; ++m) out[m * parts.inner] = out[m * parts.inner] - logarithm;
      }
  }
};

/// Softmax along `axis`, computed stably: n - 1 min_max, n sub, n exp, n - 1 add, n div for n numbers.
template <tensor_like X>
[[nodiscard]] constexpr auto softmax(const X& x, int axis = -1) {
  return apply(softmax_primitive{axis}, x);
}
/// The logarithm of softmax along `axis`: n - 1 min_max, 2n sub, n exp, n - 1 add, 1 log for n numbers.
template <tensor_like X>
[[nodiscard]] constexpr auto log_softmax(const X& x, int axis = -1) {
  return apply(log_softmax_primitive{axis}, x);
}

}  // namespace tally
