// SPDX-License-Identifier: MIT
// Smooth activation functions of neural networks.
#pragma once

#include "tally/core/error.hpp"
#include "tally/core/math.hpp"
#include "tally/core/natural.hpp"
#include "tally/core/no_macro.hpp"
#include "tally/tensor/category.hpp"
#include "tally/tensor/primitive.hpp"
#include "tally/tensor/primitives/arithmetic.hpp"
#include "tally/tensor/primitives/unary.hpp"

#include <string_view>

namespace tally {

namespace detail {

// x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))), with √(2/π) a constant
struct gelu_tanh_of {
  static constexpr std::string_view name = "gelu_tanh";
  static constexpr category kind = category::gelu;
  constexpr cost per_element() const { return {{operation::mul, 6}, {operation::tanh, 1}, {operation::add, 2}}; }
  template <class S>
  constexpr S of(const S& x) const {
    using plain::tanh;
    const S cubic = x + S(0.044715) * (x * x * x);
    return S(0.5) * x * (S(1) + S(tanh(S(0.79788456080286535588) * cubic)));
  }
};

// x · sigmoid(1.702 x)
struct quick_gelu_of {
  static constexpr std::string_view name = "quick_gelu";
  static constexpr category kind = category::gelu;
  constexpr cost per_element() const {
    return {{operation::negate, 1}, {operation::exp, 1}, {operation::add, 1}, {operation::div, 1}, {operation::mul, 2}};
  }
  template <class S>
  constexpr S of(const S& x) const {
    return x * sigmoid_of{}.of(S(1.702) * x);
  }
};

// x · sigmoid(x)
struct silu_of {
  static constexpr std::string_view name = "silu";
  static constexpr category kind = category::silu;
  constexpr cost per_element() const {
    return {{operation::negate, 1}, {operation::exp, 1}, {operation::add, 1}, {operation::div, 1}, {operation::mul, 1}};
  }
  template <class S>
  constexpr S of(const S& x) const {
    return x * sigmoid_of{}.of(x);
  }
};

// ln(1 + e^x) as max(x, 0) + ln(1 + e^-|x|), which does not overflow; with beta, of beta · x and divided by it
struct softplus_of {
  static constexpr std::string_view name = "softplus";
  static constexpr category kind = category::activation;
  double beta = 1;
  constexpr cost per_element() const {
    const natural scaled = beta == 1 ? 0 : 1;
    return {{operation::min_max, 1}, {operation::absolute, 1}, {operation::negate, 1},   {operation::exp, 1},
            {operation::log, 1},     {operation::add, 2},      {operation::mul, scaled}, {operation::div, scaled}};
  }
  template <class S>
  constexpr S of(const S& x) const {
    if (beta == 1) return of_one(x);
    return of_one(S(beta) * x) / S(beta);
  }

 private:
  template <class S>
  static constexpr S of_one(const S& x) {
    using plain::abs, plain::exp, plain::log;
    return larger(x, S(0)) + S(log(S(1) + S(exp(-S(abs TALLY_NO_MACRO(x))))));
  }
};

// ln sigmoid(x) = min(x, 0) - ln(1 + e^-|x|)
struct log_sigmoid_of {
  static constexpr std::string_view name = "log_sigmoid";
  static constexpr category kind = category::activation;
  constexpr cost per_element() const {
    return {{operation::min_max, 1}, {operation::absolute, 1}, {operation::negate, 1}, {operation::exp, 1},
            {operation::log, 1},     {operation::add, 1},      {operation::sub, 1}};
  }
  template <class S>
  constexpr S of(const S& x) const {
    using plain::abs, plain::exp, plain::log;
    return smaller(x, S(0)) - S(log(S(1) + S(exp(-S(abs TALLY_NO_MACRO(x))))));
  }
};

// x · tanh(softplus(x))
struct mish_of {
  static constexpr std::string_view name = "mish";
  static constexpr category kind = category::activation;
  constexpr cost per_element() const {
    return {{operation::min_max, 1}, {operation::absolute, 1}, {operation::negate, 1}, {operation::exp, 1},
            {operation::log, 1},     {operation::add, 2},      {operation::tanh, 1},   {operation::mul, 1}};
  }
  template <class S>
  constexpr S of(const S& x) const {
    using plain::tanh;
    return x * S(tanh(softplus_of{}.of(x)));
  }
};

// x / (1 + |x|)
struct softsign_of {
  static constexpr std::string_view name = "softsign";
  static constexpr category kind = category::activation;
  constexpr cost per_element() const { return {{operation::absolute, 1}, {operation::add, 1}, {operation::div, 1}}; }
  template <class S>
  constexpr S of(const S& x) const {
    using plain::abs;
    return x / (S(1) + S(abs TALLY_NO_MACRO(x)));
  }
};

}  // namespace detail

// What one element spends is beside each function above, and in docs/counting.md.

/// GELU's approximation by tanh (Hendrycks and Gimpel 2016), as GPT-2, BERT's first code and Gemma have it.
template <tensor_like X>
[[nodiscard]] constexpr auto gelu_tanh(const X& x) {
  return apply(unary_primitive<detail::gelu_tanh_of>{}, x);
}
/// GELU's approximation x · sigmoid(1.702 x), as CLIP has it.
template <tensor_like X>
[[nodiscard]] constexpr auto quick_gelu(const X& x) {
  return apply(unary_primitive<detail::quick_gelu_of>{}, x);
}
/// x · sigmoid(x), also called swish (Elfwing, Uchibe and Doya 2017).
template <tensor_like X>
[[nodiscard]] constexpr auto silu(const X& x) {
  return apply(unary_primitive<detail::silu_of>{}, x);
}
/// ln(1 + e^(beta · x)) / beta, for any x without overflow. A beta of 0 throws `tally::error`.
template <tensor_like X>
[[nodiscard]] constexpr auto softplus(const X& x, double beta = 1) {
  if (beta == 0) detail::fail<error>("tally: a softplus divides by its beta, which is 0");
  return apply(unary_primitive<detail::softplus_of>{{beta}}, x);
}
/// ln sigmoid(x), for any x without overflow.
template <tensor_like X>
[[nodiscard]] constexpr auto log_sigmoid(const X& x) {
  return apply(unary_primitive<detail::log_sigmoid_of>{}, x);
}
/// x · tanh(softplus(x)) (Misra 2019).
template <tensor_like X>
[[nodiscard]] constexpr auto mish(const X& x) {
  return apply(unary_primitive<detail::mish_of>{}, x);
}
/// x / (1 + |x|).
template <tensor_like X>
[[nodiscard]] constexpr auto softsign(const X& x) {
  return apply(unary_primitive<detail::softsign_of>{}, x);
}

}  // namespace tally
