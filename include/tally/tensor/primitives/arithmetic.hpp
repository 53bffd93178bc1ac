// SPDX-License-Identifier: MIT
// Broadcasting arithmetic, comparisons, minima and maxima of two tensors.
#pragma once

#include "tally/core/counted.hpp"
#include "tally/core/math.hpp"
#include "tally/core/no_macro.hpp"
#include "tally/tensor/primitive.hpp"
#include "tally/tensor/primitives/broadcast.hpp"

#include <concepts>
#include <string_view>
#include <type_traits>
#include <utility>

namespace tally {

namespace detail {

// The larger and the smaller of two, by the scalar's own max and min where its namespace has them. Ties and unordered
// pairs give the first, as std::max and std::min do.
template <class S>
constexpr S larger(const S& a, const S& b) {
  if constexpr (requires {
                  { max TALLY_NO_MACRO(a, b) } -> std::convertible_to<S>;
                })
    return max TALLY_NO_MACRO(a, b);
  else
    return a < b ? b : a;
}
template <class S>
constexpr S smaller(const S& a, const S& b) {
  if constexpr (requires {
                  { min TALLY_NO_MACRO(a, b) } -> std::convertible_to<S>;
                })
    return min TALLY_NO_MACRO(a, b);
  else
    return b < a ? b : a;
}

// a to the power of b.
template <class A, class B>
constexpr A raised(const A& a, const B& b) {
  using plain::pow;
  return A(pow(a, b));
}

// The elementwise functions of two arguments: a name, what one application spends, and the function.
#define TALLY_ELEMENTWISE(type, text, kind, expression)  \
  struct type {                                          \
    static constexpr std::string_view name = text;       \
    static constexpr operation spends = operation::kind; \
    template <class A, class B>                          \
    static constexpr auto of(const A& a, const B& b) {   \
      return expression;                                 \
    }                                                    \
  };
// A comparison gives 1 or 0 in the operands' scalar type.
TALLY_ELEMENTWISE(addition, "add", add, a + b)
TALLY_ELEMENTWISE(subtraction, "sub", sub, a - b)
TALLY_ELEMENTWISE(multiplication, "mul", mul, a* b)
TALLY_ELEMENTWISE(division, "div", div, a / b)
TALLY_ELEMENTWISE(maximum_of, "maximum", min_max, larger(a, b))
TALLY_ELEMENTWISE(minimum_of, "minimum", min_max, smaller(a, b))
TALLY_ELEMENTWISE(power, "pow", pow, raised(a, b))
TALLY_ELEMENTWISE(is_less, "less", compare, A(a < b ? 1 : 0))
TALLY_ELEMENTWISE(is_greater, "greater", compare, A(b < a ? 1 : 0))
TALLY_ELEMENTWISE(is_equal, "equal", compare, A(a == b ? 1 : 0))
#undef TALLY_ELEMENTWISE

}  // namespace detail

/// An elementwise function of two tensors that broadcast. `Function` has a `name`, the operation one application
/// `spends`, and `of(a, b)`.
template <class Function>
struct elementwise_primitive {
  static constexpr std::string_view name = Function::name;
  static constexpr category kind = Function::spends == operation::compare ? category::comparison : category::arithmetic;

  constexpr shape output(const shape& a, const shape& b) const { return detail::broadcast(a, b); }
  constexpr cost formula(const shape& output, const shape&, const shape&) const {
    return {{Function::spends, output.volume()}};
  }

  template <class A, class B>
  using result = std::remove_cvref_t<decltype(Function::of(std::declval<const A&>(), std::declval<const B&>()))>;

  template <class S, class A, class B>
  constexpr void loop(tensor<S>& output, const tensor<A>& a, const tensor<B>& b) const {
    const shape& to = output.shape();
    if (to.rank() == 0) {
      output.data()[0] = Function::of(a.data()[0], b.data()[0]);
      return;
    }
    // Equal shapes are one long row. Otherwise rows run along the last axis, where a step is 1 or 0 on either side.
    const bool same = a.shape() == b.shape();
    const index row = same ? to.volume() : to[-1];
    const detail::strides a_steps(a.shape(), to);
    const detail::strides b_steps(b.shape(), to);
    const bool a_moves = same || a_steps[to.rank() - 1] != 0;
    const bool b_moves = same || b_steps[to.rank() - 1] != 0;
    for (index start = 0; start < to.volume(); start += row) {
      S* __restrict out = output.data() + start;
      const A* __restrict x = a.data() + (same ? 0 : a_steps.offset(to, start));
      const B* __restrict y = b.data() + (same ? 0 : b_steps.offset(to, start));
      if (a_moves && b_moves)
        for (index i = 0; i < row; ++i) out[i] = Function::of(x[i], y[i]);
      else if (a_moves)
        for (index i = 0; i < row; ++i) out[i] = Function::of(x[i], *y);
      else
        for (index i = 0; i < row; ++i) out[i] = Function::of(*x, b_moves ? y[i] : *y);
    }
  }
};

namespace detail {

// A number beside a tensor is a tensor of one element.
template <class S, class Number>
constexpr tensor<S> beside(const tensor<S>&, const Number& number) {
  return tensor<S>(shape(), S(number));
}
template <class Number>
constexpr shape_only beside(const shape_only& x, const Number&) {
  return shape_only(shape(), x.format(), x.charged());
}

// A number, or the tensor's own scalar.
template <class Number, class Tensor>
concept number_beside = plain_number<Number> || is_counted<Number> || requires {
  requires std::same_as<Number, typename Tensor::value_type>;
};
template <class A, class B>
concept tensor_or_number = tensor_like<A> || number_beside<A, B>;

}  // namespace detail

// Broadcasting operators and functions, and the same beside a number: one operation per element of the result.
// Shapes that do not broadcast throw `tally::shape_error`.
#define TALLY_BROADCASTING(function, type)                                        \
  template <tensor_like A, tensor_like B>                                         \
  [[nodiscard]] constexpr auto function(const A& a, const B& b) {                 \
    return apply(elementwise_primitive<detail::type>{}, a, b);                    \
  }                                                                               \
  template <tensor_like A, detail::number_beside<A> B>                            \
  [[nodiscard]] constexpr auto function(const A& a, const B& b) {                 \
    return apply(elementwise_primitive<detail::type>{}, a, detail::beside(a, b)); \
  }                                                                               \
  template <class A, tensor_like B>                                               \
    requires detail::number_beside<A, B>                                          \
  [[nodiscard]] constexpr auto function(const A& a, const B& b) {                 \
    return apply(elementwise_primitive<detail::type>{}, detail::beside(b, a), b); \
  }
TALLY_BROADCASTING(operator+, addition)
TALLY_BROADCASTING(operator-, subtraction)
TALLY_BROADCASTING(operator*, multiplication)
TALLY_BROADCASTING(operator/, division)
TALLY_BROADCASTING(maximum, maximum_of)
TALLY_BROADCASTING(minimum, minimum_of)
TALLY_BROADCASTING(pow, power)
TALLY_BROADCASTING(less, is_less)
TALLY_BROADCASTING(greater, is_greater)
TALLY_BROADCASTING(equal, is_equal)
#undef TALLY_BROADCASTING

namespace detail {

// x = x + y, which must be what x was. `y` is what stands on the right side, for the message.
template <class X, class Result, class Y>
constexpr void assign_over(X& x, Result&& result, const Y& y) {
  static_assert(
      std::same_as<X, std::remove_cvref_t<Result>>,
      "tally: x += y (-=, *=, /=) would give x another scalar type; cast y, or write x + y into a new tensor");
  if (result.shape() != x.shape()) {
    if constexpr (tensor_like<Y>)
      fail_on_shapes("tally: x += y (-=, *=, /=) keeps the shape of x, and y does not broadcast to it; x and y are",
                     x.shape(), y.shape());
  }
  if constexpr (!is_tensor<X>)
    if (result.format() != x.format())
      fail<error>("tally: x += y (-=, *=, /=) would give x another precision; cast y, as in cast<float>(y)");
  x = std::forward<Result>(result);
}

}  // namespace detail

// x += y is x = x + y, and counts as that; y is a tensor that broadcasts to the shape of x, or a number. Throws
// `tally::shape_error` where it does not.
#define TALLY_COMPOUND(op)                                \
  template <tensor_like X, detail::tensor_or_number<X> Y> \
    requires(!std::is_const_v<X>)                         \
  constexpr X& operator op##=(X& x, const Y& y) {         \
    detail::assign_over(x, x op y, y);                    \
    return x;                                             \
  }
TALLY_COMPOUND(+)
TALLY_COMPOUND(-)
TALLY_COMPOUND(*)
TALLY_COMPOUND(/)
#undef TALLY_COMPOUND

}  // namespace tally
