// SPDX-License-Identifier: MIT
// Results that nobody has computed: what is counted must not return them.
#pragma once

#include <type_traits>
#include <utility>  // declares std::tuple as well

namespace tally {

namespace detail {

// std::valarray's a + b, and xtensor's expressions and reductions.
template <class T>
concept expression_of_other_libraries = requires(const T& x) {
  x.cshift(1);
  x.sum();
  requires !requires(T & y) { y.resize(1); };
}
|| requires(const T& x) {
  typename T::expression_tag;
  x.arguments();
}
|| requires(const T& x) {
  typename T::expression_tag;
  typename T::reduce_functor_type;
};

}  // namespace detail

/// Whether a `T` stands for arithmetic that is done when its elements are asked for, as Eigen's `a * b` does. What
/// `measure`, `profile` and `count` call must not return one: it has spent nothing yet. A library of expressions
/// specialises it.
template <class T>
inline constexpr bool is_lazy_expression = detail::expression_of_other_libraries<T>;
template <class First, class Second>
inline constexpr bool is_lazy_expression<std::pair<First, Second>> =
    is_lazy_expression<std::remove_cvref_t<First>> || is_lazy_expression<std::remove_cvref_t<Second>>;
template <class... Parts>
inline constexpr bool is_lazy_expression<std::tuple<Parts...>> = (is_lazy_expression<std::remove_cvref_t<Parts>> ||
                                                                  ...);

namespace detail {

template <class Result>
consteval void require_evaluated() {
  static_assert(!is_lazy_expression<std::remove_cvref_t<Result>>,
                "tally: what is counted returns an expression that is not evaluated, so nothing of it would count; end "
                "it with .eval(), or assign it to a matrix or a tensor");
}

}  // namespace detail

}  // namespace tally
