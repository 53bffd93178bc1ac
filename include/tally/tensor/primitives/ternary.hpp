// SPDX-License-Identifier: MIT
// Functions of three tensors that broadcast: a choice by a mask, and bounds.
#pragma once

#include "tally/core/counted.hpp"
#include "tally/core/error.hpp"
#include "tally/core/no_macro.hpp"
#include "tally/tensor/category.hpp"
#include "tally/tensor/primitive.hpp"
#include "tally/tensor/primitives/arithmetic.hpp"
#include "tally/tensor/primitives/broadcast.hpp"

#include <concepts>
#include <string_view>
#include <type_traits>

namespace tally {

namespace detail {

// Whether an element of a mask is set. It is read as a plain number, free of charge: the comparison that made it was
// counted. A scalar without `value` is compared with `<`.
template <class S>
constexpr bool is_chosen(const S& mask) {
  if constexpr (requires { value(mask) != 0; })
    return value(mask) != 0;
  else
    return S(0) < mask || mask < S(0);
}

// mask ? a : b
struct choice_of {
  static constexpr std::string_view name = "where";
  static constexpr category kind = category::movement;
  static constexpr bool first_is_mask = true;
  static constexpr cost per_element() { return {}; }
  template <class Mask, class S>
  static constexpr S of(const Mask& mask, const S& a, const S& b) {
    // Both are read where that is cheap, since no processor foresees a mask: numbers are selected, and g++ selects
    // classes by a place in memory only.
    if constexpr (std::is_arithmetic_v<S>) {
      const S first = a;
      const S second = b;
      return is_chosen(mask) ? first : second;
    } else if constexpr (std::is_trivially_copyable_v<S>) {
      const S both[] = {b, a};
      return both[is_chosen(mask) ? 1 : 0];
    } else {
      return is_chosen(mask) ? a : b;
    }
  }
};

// min(max(x, least), most)
struct bounded_of {
  static constexpr std::string_view name = "clamp";
  static constexpr category kind = category::arithmetic;
  static constexpr bool first_is_mask = false;
  static constexpr cost per_element() { return {{operation::min_max, 2}}; }
  template <class S>
  static constexpr S of(const S& x, const S& least, const S& most) {
    return smaller(larger(x, least), most);
  }
};

}  // namespace detail

/// An elementwise function of three tensors that broadcast. `Function` has a `name`, a `kind`, what one application
/// spends (`per_element`) and `of(x, y, z)`; and it says whether the first tensor is a mask, whose scalar has no say.
template <class Function>
struct ternary_primitive {
  static constexpr std::string_view name = Function::name;
  static constexpr category kind = Function::kind;

  constexpr shape output(const shape& x, const shape& y, const shape& z) const {
    return detail::broadcast(detail::broadcast(x, y), z);
  }
  constexpr cost formula(const shape& output, const shape&, const shape&, const shape&) const {
    return Function::per_element().times(output.volume());
  }
  constexpr used_precisions used(precision x, precision y, precision z) const {
    const precision format = Function::first_is_mask ? detail::common_format({y, z}) : detail::common_format({x, y, z});
    return {format, format, format};
  }

  template <class X, class Y, class Z>
  using result = Y;

  template <class X, class S, class Other>
  constexpr void loop(tensor<S>& output, const tensor<X>& x, const tensor<S>& y, const tensor<Other>& z) const {
    static_assert(std::same_as<S, Other> && (Function::first_is_mask || std::same_as<S, X>),
                  "tally: where and clamp take tensors of one scalar type; cast the others, as in cast<float>(x)");
    const shape& to = output.shape();
    // Rows run along the last axis, where a step is 1 or 0 in each tensor.
    const detail::strides x_steps(x.shape(), to);
    const detail::strides y_steps(y.shape(), to);
    const detail::strides z_steps(z.shape(), to);
    const int last = to.rank() - 1;
    const index row = last < 0 ? 1 : to[last];
    const index i = last < 0 ? 0 : x_steps[last];
    const index j = last < 0 ? 0 : y_steps[last];
    const index k = last < 0 ? 0 : z_steps[last];
    for (index start = 0; start < to.volume(); start += row) {
      S* __restrict out = output.data() + start;
      const X* __restrict a = x.data() + x_steps.offset(to, start);
      const S* __restrict b = y.data() + y_steps.offset(to, start);
      const S* __restrict c = z.data() + z_steps.offset(to, start);
      if (i != 0 && j + k == 0)  // numbers beside a tensor
        for (index n = 0; n < row; ++n) out[n] = Function::of(a[n], *b, *c);
      else if (i * j * k != 0)
        for (index n = 0; n < row; ++n) out[n] = Function::of(a[n], b[n], c[n]);
      else if (i * j != 0)  // a number in the last place
        for (index n = 0; n < row; ++n) out[n] = Function::of(a[n], b[n], *c);
      else
        for (index n = 0; n < row; ++n) out[n] = Function::of(a[n * i], b[n * j], c[n * k]);
    }
  }
};

namespace detail {

// A tensor as it is; a number as a tensor of one element of the other's scalar.
template <class X, class Other>
constexpr decltype(auto) tensor_of(const X& x, const Other& other) {
  if constexpr (tensor_like<X>)
    return (x);
  else
    return beside(other, x);
}

// Two of which at least one is a tensor.
template <class B, class A>
concept chosen_beside = (tensor_like<A> && tensor_or_number<B, A>) || (tensor_like<B> && number_beside<A, B>);

}  // namespace detail

/// `a` where `mask` is not zero, `b` elsewhere. Masks are what `less`, `greater`, `equal` and `exceeds` give, or
/// tensors of integers: 1 and 0. All three broadcast; `a` or `b` may be a number. No arithmetic: the comparison that
/// made the mask was counted there.
template <tensor_like Mask, class A, detail::chosen_beside<A> B>
[[nodiscard]] constexpr auto where(const Mask& mask, const A& a, const B& b) {
  return apply(ternary_primitive<detail::choice_of>{}, mask, detail::tensor_of(a, b), detail::tensor_of(b, a));
}

/// min(max(x, least), most): 2 min_max an element. The bounds are numbers, or tensors that broadcast. Numbers that
/// cross throw `tally::error`.
template <tensor_like X, detail::tensor_or_number<X> Least, detail::tensor_or_number<X> Most>
[[nodiscard]] constexpr auto clamp TALLY_NO_MACRO(const X& x, const Least& least, const Most& most) {
  if constexpr (plain_number<Least> && plain_number<Most>)
    if (!(static_cast<double>(least) <= static_cast<double>(most)))
      detail::fail<error>("tally: a clamp's least value is above its most");
  return apply(ternary_primitive<detail::bounded_of>{}, x, detail::tensor_of(least, x), detail::tensor_of(most, x));
}

}  // namespace tally
