// SPDX-License-Identifier: MIT
// Functions of one number, applied to every element.
#pragma once

#include "tally/core/math.hpp"
#include "tally/core/no_macro.hpp"
#include "tally/tensor/primitive.hpp"
#include "tally/tensor/primitives/arithmetic.hpp"

#include <string_view>
#include <type_traits>

namespace tally {

/// A function of one number at every element. `Function` has a `name`, what one application spends (`per_element`), and
/// `of(x)`, side by side; and a `kind`, if other tools know it.
template <class Function>
struct unary_primitive {
  static constexpr std::string_view name = Function::name;
  static constexpr category kind = detail::category_of(Function{});
  [[no_unique_address]] Function function{};

  constexpr shape output(const shape& x) const { return x; }
  constexpr cost formula(const shape& output, const shape&) const {
    return function.per_element().times(output.volume());
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x) const {
    S* __restrict out = output.data();
    const S* __restrict in = x.data();
    for (index i = 0; i < x.size(); ++i) out[i] = function.of(in[i]);
  }
};

namespace detail {

// One operation of the same name, by the scalar's own function or the C library's.
#define TALLY_ELEMENTARY(function, spends, is)                              \
  struct function##_of {                                                    \
    static constexpr std::string_view name = #function;                     \
    static constexpr category kind = category::is;                          \
    constexpr cost per_element() const { return {{operation::spends, 1}}; } \
    template <class S>                                                      \
    constexpr S of(const S& x) const {                                      \
      using plain::function;                                                \
      return S(function TALLY_NO_MACRO(x));                                 \
    }                                                                       \
  };
TALLY_ELEMENTARY(exp, exp, arithmetic)
TALLY_ELEMENTARY(log, log, arithmetic)
TALLY_ELEMENTARY(sqrt, sqrt, arithmetic)
TALLY_ELEMENTARY(sin, sin, arithmetic)
TALLY_ELEMENTARY(cos, cos, arithmetic)
TALLY_ELEMENTARY(tanh, tanh, tanh)
TALLY_ELEMENTARY(erf, erf, arithmetic)
TALLY_ELEMENTARY(abs, absolute, arithmetic)
TALLY_ELEMENTARY(floor, round, arithmetic)
TALLY_ELEMENTARY(ceil, round, arithmetic)
TALLY_ELEMENTARY(trunc, round, arithmetic)
TALLY_ELEMENTARY(round, round, arithmetic)
TALLY_ELEMENTARY(nearbyint, round, arithmetic)
#undef TALLY_ELEMENTARY

struct negative_of {
  static constexpr std::string_view name = "negate";
  constexpr cost per_element() const { return {{operation::negate, 1}}; }
  template <class S>
  constexpr S of(const S& x) const {
    return -x;
  }
};

// max(x, 0)
struct relu_of {
  static constexpr std::string_view name = "relu";
  static constexpr category kind = category::relu;
  constexpr cost per_element() const { return {{operation::min_max, 1}}; }
  template <class S>
  constexpr S of(const S& x) const {
    return larger(x, S(0));
  }
};

// 1 / (1 + e^-x)
struct sigmoid_of {
  static constexpr std::string_view name = "sigmoid";
  static constexpr category kind = category::sigmoid;
  constexpr cost per_element() const {
    return {{operation::negate, 1}, {operation::exp, 1}, {operation::add, 1}, {operation::div, 1}};
  }
  template <class S>
  constexpr S of(const S& x) const {
    using plain::exp;
    return S(1) / (S(1) + S(exp(-x)));
  }
};

// x/2 · (1 + erf(x / √2)), with 1/√2 a constant (Hendrycks and Gimpel 2016)
struct gelu_of {
  static constexpr std::string_view name = "gelu";
  static constexpr category kind = category::gelu;
  constexpr cost per_element() const { return {{operation::mul, 3}, {operation::erf, 1}, {operation::add, 1}}; }
  template <class S>
  constexpr S of(const S& x) const {
    using plain::erf;
    return S(0.5) * x * (S(1) + S(erf(x * S(0.70710678118654752440))));
  }
};

}  // namespace detail

// Each is applied to every element; what one element spends is in docs/counting.md and beside the function above. As in
// C, round takes halves away from zero, and nearbyint to the even neighbour.
#define TALLY_UNARY_FUNCTION(function, type)                         \
  template <tensor_like X>                                           \
  [[nodiscard]] constexpr auto function TALLY_NO_MACRO(const X& x) { \
    return apply(unary_primitive<detail::type>{}, x);                \
  }
TALLY_UNARY_FUNCTION(exp, exp_of)
TALLY_UNARY_FUNCTION(log, log_of)
TALLY_UNARY_FUNCTION(sqrt, sqrt_of)
TALLY_UNARY_FUNCTION(sin, sin_of)
TALLY_UNARY_FUNCTION(cos, cos_of)
TALLY_UNARY_FUNCTION(tanh, tanh_of)
TALLY_UNARY_FUNCTION(erf, erf_of)
TALLY_UNARY_FUNCTION(abs, abs_of)
TALLY_UNARY_FUNCTION(floor, floor_of)
TALLY_UNARY_FUNCTION(ceil, ceil_of)
TALLY_UNARY_FUNCTION(trunc, trunc_of)
TALLY_UNARY_FUNCTION(round, round_of)
TALLY_UNARY_FUNCTION(nearbyint, nearbyint_of)
TALLY_UNARY_FUNCTION(operator-, negative_of)
TALLY_UNARY_FUNCTION(relu, relu_of)
TALLY_UNARY_FUNCTION(sigmoid, sigmoid_of)
TALLY_UNARY_FUNCTION(gelu, gelu_of)
#undef TALLY_UNARY_FUNCTION

}  // namespace tally
