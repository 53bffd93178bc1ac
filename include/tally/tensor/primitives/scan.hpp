// SPDX-License-Identifier: MIT
// Along an axis: running sums and products, and where the largest and the smallest lie.
#pragma once

#include "tally/tensor/category.hpp"
#include "tally/tensor/primitive.hpp"
#include "tally/tensor/primitives/arithmetic.hpp"
#include "tally/tensor/primitives/broadcast.hpp"

#include <string_view>

namespace tally {

namespace detail {

struct running_sum : addition {
  static constexpr std::string_view name = "cumsum";
};
struct running_product : multiplication {
  static constexpr std::string_view name = "cumprod";
};

}  // namespace detail

/// Each element together with all before it along an axis.
template <class Function>
struct scan_primitive {
  static constexpr std::string_view name = Function::name;
  static constexpr category kind = category::reduction;
  int axis = -1;

  constexpr shape output(const shape& x) const {
    static_cast<void>(x.axis(axis));
    return x;
  }
  // n numbers take n - 1 operations.
  constexpr cost formula(const shape& output, const shape&) const {
    const natural n = output[axis];
    return {{Function::spends, output.volume() / n * (n - 1)}};
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x) const {
    const int at = static_cast<int>(x.shape().axis(axis));
    const detail::collapsed parts(x.shape(), at, at);
    for (index o = 0; o < parts.outer; ++o)
      for (index m = 0; m < parts.middle; ++m)
        for (index i = 0; i < parts.inner; ++i) {
          const index here = (o * parts.middle + m) * parts.inner + i;
          output.data()[here] =
              m == 0 ? x.data()[here] : Function::of(output.data()[here - parts.inner], x.data()[here]);
        }
  }
};

/// Where the largest (or smallest) along an axis lies, as an integer: the first of equals.
template <bool Largest>
struct position_primitive {
  static constexpr std::string_view name = Largest ? "argmax" : "argmin";
  static constexpr category kind = category::comparison;
  int axis = -1;

  constexpr shape output(const shape& x) const {
    const int at = static_cast<int>(x.axis(axis));
    shape rest = x.sub(0, at);
    for (int i = at + 1; i < x.rank(); ++i) rest.push_back(x[i]);
    return rest;
  }
  constexpr cost formula(const shape& output, const shape& x) const {
    return {{operation::compare, natural(output.volume()) * (x[axis] - 1)}};
  }

  template <class S>
  using result = int;

  template <class S>
  constexpr void loop(tensor<int>& output, const tensor<S>& x) const {
    const int at = static_cast<int>(x.shape().axis(axis));
    const detail::collapsed parts(x.shape(), at, at);
    for (index o = 0; o < parts.outer; ++o)
      for (index i = 0; i < parts.inner; ++i) {
        const S* in = x.data() + o * parts.middle * parts.inner + i;
        index best = 0;
        for (index m = 1; m < parts.middle; ++m)
          if (Largest ? in[best * parts.inner] < in[m * parts.inner] : in[m * parts.inner] < in[best * parts.inner])
            best = m;
        output.data()[o * parts.inner + i] = static_cast<int>(best);
      }
  }
};

/// The sum, or the product, of each element and all before it along `axis`: n - 1 operations for n numbers.
template <tensor_like X>
[[nodiscard]] constexpr auto cumsum(const X& x, int axis = -1) {
  return apply(scan_primitive<detail::running_sum>{axis}, x);
}
template <tensor_like X>
[[nodiscard]] constexpr auto cumprod(const X& x, int axis = -1) {
  return apply(scan_primitive<detail::running_product>{axis}, x);
}
/// The position of the largest, or of the smallest, along `axis`, which is dropped: n - 1 comparisons for n numbers.
/// The first of equals is given.
template <tensor_like X>
[[nodiscard]] constexpr auto argmax(const X& x, int axis = -1) {
  return apply(position_primitive<true>{axis}, x);
}
template <tensor_like X>
[[nodiscard]] constexpr auto argmin(const X& x, int axis = -1) {
  return apply(position_primitive<false>{axis}, x);
}

}  // namespace tally
