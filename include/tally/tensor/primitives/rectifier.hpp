// SPDX-License-Identifier: MIT
// The relatives of ReLU: functions with a corner, or made of two sides.
#pragma once

#include "tally/core/error.hpp"
#include "tally/core/math.hpp"
#include "tally/tensor/category.hpp"
#include "tally/tensor/primitive.hpp"
#include "tally/tensor/primitives/arithmetic.hpp"
#include "tally/tensor/primitives/broadcast.hpp"
#include "tally/tensor/primitives/unary.hpp"

#include <string_view>

namespace tally {

namespace detail {

// No function here asks where a number lies: each element takes the same operations. One with two sides is the sum of a
// function of max(x, 0) and one of min(x, 0).

// min(max(x, least), most)
struct hard_tanh_of {
  static constexpr std::string_view name = "hard_tanh";
  static constexpr category kind = category::activation;
  double least = -1;
  double most = 1;
  constexpr cost per_element() const { return {{operation::min_max, 2}}; }
  template <class S>
  constexpr S of(const S& x) const {
    return smaller(larger(x, S(least)), S(most));
  }
};

// min(max(x, 0), 6)
struct relu6_of {
  static constexpr std::string_view name = "relu6";
  static constexpr category kind = category::relu;
  constexpr cost per_element() const { return {{operation::min_max, 2}}; }
  template <class S>
  constexpr S of(const S& x) const {
    return smaller(larger(x, S(0)), S(6));
  }
};

// max(x, 0) + slope · min(x, 0)
struct leaky_relu_of {
  static constexpr std::string_view name = "leaky_relu";
  static constexpr category kind = category::relu;
  double negative_slope = 0.01;
  constexpr cost per_element() const { return {{operation::min_max, 2}, {operation::mul, 1}, {operation::add, 1}}; }
  template <class S>
  constexpr S of(const S& x) const {
    return larger(x, S(0)) + S(negative_slope) * smaller(x, S(0));
  }
};

// max(x, 0) + alpha · (e^min(x, 0) - 1)
struct elu_of {
  static constexpr std::string_view name = "elu";
  static constexpr category kind = category::relu;
  double alpha = 1;
  constexpr cost per_element() const {
    return {
        {operation::min_max, 2}, {operation::exp, 1}, {operation::sub, 1}, {operation::mul, 1}, {operation::add, 1}};
  }
  template <class S>
  constexpr S of(const S& x) const {
    using plain::exp;
    return larger(x, S(0)) + S(alpha) * (S(exp(smaller(x, S(0)))) - S(1));
  }
};

// max(x, 0) + alpha · (e^(min(x, 0) / alpha) - 1)
struct celu_of {
  static constexpr std::string_view name = "celu";
  static constexpr category kind = category::activation;
  double alpha = 1;
  constexpr cost per_element() const {
    return {{operation::min_max, 2}, {operation::div, 1}, {operation::exp, 1},
            {operation::sub, 1},     {operation::mul, 1}, {operation::add, 1}};
  }
  template <class S>
  constexpr S of(const S& x) const {
    using plain::exp;
    return larger(x, S(0)) + S(alpha) * (S(exp(smaller(x, S(0)) / S(alpha))) - S(1));
  }
};

// λ · elu(x) with the two constants that keep a normal distribution normal
struct selu_of {
  static constexpr std::string_view name = "selu";
  static constexpr category kind = category::activation;
  constexpr cost per_element() const {
    return {
        {operation::min_max, 2}, {operation::exp, 1}, {operation::sub, 1}, {operation::mul, 2}, {operation::add, 1}};
  }
  template <class S>
  constexpr S of(const S& x) const {
    return S(1.0507009873554804934) * elu_of{1.6732632423543772848}.of(x);
  }
};

// relu6(x + 3) / 6
struct hard_sigmoid_of {
  static constexpr std::string_view name = "hard_sigmoid";
  static constexpr category kind = category::activation;
  constexpr cost per_element() const { return {{operation::add, 1}, {operation::min_max, 2}, {operation::div, 1}}; }
  template <class S>
  constexpr S of(const S& x) const {
    return relu6_of{}.of(x + S(3)) / S(6);
  }
};

// x · relu6(x + 3) / 6
struct hard_swish_of {
  static constexpr std::string_view name = "hard_swish";
  static constexpr category kind = category::activation;
  constexpr cost per_element() const {
    return {{operation::add, 1}, {operation::min_max, 2}, {operation::mul, 1}, {operation::div, 1}};
  }
  template <class S>
  constexpr S of(const S& x) const {
    return x * relu6_of{}.of(x + S(3)) / S(6);
  }
};

}  // namespace detail

/// max(x, 0) + weight · min(x, 0) with one weight, `[1]`, or one for each channel (axis 1), `[c]`.
struct prelu_primitive {
  static constexpr std::string_view name = "prelu";
  static constexpr category kind = category::relu;

  constexpr shape output(const shape& x, const shape& weight) const {
    const bool of_channels = x.rank() > 1 && weight == shape{x[1]};
    if (weight != shape{1} && !of_channels)
      detail::fail_on_shapes("tally: a PReLU has neither one weight nor one for each channel of its input", x, weight);
    return x;
  }
  constexpr cost formula(const shape& output, const shape&, const shape&) const {
    return detail::leaky_relu_of{}.per_element().times(output.volume());
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x, const tensor<S>& weight) const {
    const bool single = weight.size() == 1;
    const detail::collapsed parts(x.shape(), single ? 0 : 1, single ? -1 : 1);
    for (index o = 0; o < parts.outer; ++o)
      for (index c = 0; c < parts.middle; ++c) {
        const index start = (o * parts.middle + c) * parts.inner;
        const S slope = weight.data()[c];
        for (index i = start; i < start + parts.inner; ++i)
          output.data()[i] = detail::larger(x.data()[i], S(0)) + slope * detail::smaller(x.data()[i], S(0));
      }
  }
};

// What one element spends is beside each function above, and in docs/counting.md.

/// min(max(x, 0), 6).
template <tensor_like X>
[[nodiscard]] constexpr auto relu6(const X& x) {
  return apply(unary_primitive<detail::relu6_of>{}, x);
}
/// min(max(x, least), most). Bounds that cross throw `tally::error`.
template <tensor_like X>
[[nodiscard]] constexpr auto hard_tanh(const X& x, double least = -1, double most = 1) {
  if (!(least <= most)) detail::fail<error>("tally: a hard tanh's least value is above its most");
  return apply(unary_primitive<detail::hard_tanh_of>{{least, most}}, x);
}
/// min(max(x + 3, 0), 6) / 6 (Howard et al. 2019).
template <tensor_like X>
[[nodiscard]] constexpr auto hard_sigmoid(const X& x) {
  return apply(unary_primitive<detail::hard_sigmoid_of>{}, x);
}
/// x · min(max(x + 3, 0), 6) / 6 (Howard et al. 2019).
template <tensor_like X>
[[nodiscard]] constexpr auto hard_swish(const X& x) {
  return apply(unary_primitive<detail::hard_swish_of>{}, x);
}
/// max(x, 0) + negative_slope · min(x, 0) (Maas, Hannun and Ng 2013).
template <tensor_like X>
[[nodiscard]] constexpr auto leaky_relu(const X& x, double negative_slope = 0.01) {
  return apply(unary_primitive<detail::leaky_relu_of>{{negative_slope}}, x);
}
/// Leaky ReLU with a learned slope, one or one for each channel (He et al. 2015).
template <tensor_like X, tensor_like Weight>
[[nodiscard]] constexpr auto prelu(const X& x, const Weight& weight) {
  return apply(prelu_primitive{}, x, weight);
}
/// x above zero, alpha · (e^x - 1) below (Clevert, Unterthiner and Hochreiter 2015).
template <tensor_like X>
[[nodiscard]] constexpr auto elu(const X& x, double alpha = 1) {
  return apply(unary_primitive<detail::elu_of>{{alpha}}, x);
}
/// x above zero, alpha · (e^(x / alpha) - 1) below (Barron 2017). An alpha of 0 throws `tally::error`.
template <tensor_like X>
[[nodiscard]] constexpr auto celu(const X& x, double alpha = 1) {
  if (alpha == 0) detail::fail<error>("tally: a CELU divides by its alpha, which is 0");
  return apply(unary_primitive<detail::celu_of>{{alpha}}, x);
}
/// The scaled ELU of self-normalising networks (Klambauer et al. 2017).
template <tensor_like X>
[[nodiscard]] constexpr auto selu(const X& x) {
  return apply(unary_primitive<detail::selu_of>{}, x);
}

}  // namespace tally
