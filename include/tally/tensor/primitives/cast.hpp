// SPDX-License-Identifier: MIT
// Numbers in another precision.
#pragma once

#include "tally/core/counted.hpp"
#include "tally/core/precision.hpp"
#include "tally/tensor/category.hpp"
#include "tally/tensor/primitive.hpp"

#include <concepts>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace tally {

namespace detail {

// What a scalar becomes when its numbers are to be of type To: a plain number To, a counted one a counted To. A class
// of a user's own that is N<T> becomes N<To> where that is made from it; another stays as it is.
template <class S, class To>
struct scalar_in {
  using type = S;
};
template <plain_number S, class To>
struct scalar_in<S, To> {
  using type = To;
};
template <class T, class Recorder, plain_number To>
struct scalar_in<counted<T, Recorder>, To> {
  using type = counted<To, Recorder>;
};
template <template <class, class...> class Number, class T, class... Rest, plain_number To>
  requires(!plain_number<Number<T, Rest...>> && !is_counted<Number<T, Rest...>> &&
           std::constructible_from<Number<To, Rest...>, const Number<T, Rest...>&>)
struct scalar_in<Number<T, Rest...>, To> {
  using type = Number<To, Rest...>;
};

// Types that differ in name or sign alone (long and long long, int and unsigned): nothing is converted.
template <class S, class To>
inline constexpr bool of_one_precision = false;
template <class S, class To>
  requires(plain_number<S> || is_counted<S>)
inline constexpr bool of_one_precision<S, To> = precision_of<S> == precision_of<To>;
template <class S, class To, class X>
constexpr tensor<S> renamed(const tensor<X>& x) {
  tensor<S> result(x.shape());
  for (index i = 0; i < x.size(); ++i) result.data()[i] = S(static_cast<To>(value(x.data()[i])));
  return result;
}

}  // namespace detail

/// Every number converted to a precision, by type To where there are numbers: one operation convert each, in that
/// precision. Its traffic is in two precisions.
template <precision Format, class To>
struct cast_primitive {
  static constexpr std::string_view name = "cast";
  static constexpr category kind = category::arithmetic;
  static constexpr bool converts = true;

  constexpr shape output(const shape& x) const { return x; }
  constexpr cost formula(const shape& output, const shape&) const { return {{operation::convert, output.volume()}}; }
  constexpr used_precisions used(precision x) const { return {x, Format, Format}; }

  template <class S>
  using result = typename detail::scalar_in<S, To>::type;

  template <class S, class X>
  constexpr void loop(tensor<S>& output, const tensor<X>& x) const {
    S* __restrict out = output.data();
    const X* __restrict in = x.data();
    for (index i = 0; i < x.size(); ++i) out[i] = static_cast<S>(in[i]);
  }
};

namespace detail {

template <precision Format, class To, tensor_like X>
constexpr auto cast_to(const X& x) {
  static_assert(!std::same_as<To, bool>, "tally: no tensor holds bool; compare instead, as in greater(x, 0)");
  if constexpr (!is_tensor<X>) {
    return x.format() == Format ? x : apply(cast_primitive<Format, To>{}, x);
  } else {
    static_assert(
        plain_number<To>,
        "tally: numbers of this precision have no type that is known; name yours, as in cast<Eigen::half>(x)");
    using scalar = typename X::value_type;
    using converted_scalar = typename scalar_in<scalar, To>::type;
    if constexpr (std::same_as<scalar, converted_scalar>)
      return x;
    else if constexpr (of_one_precision<scalar, To>)
      return renamed<converted_scalar, To>(x);
    else
      return apply(cast_primitive<Format, To>{}, x);
  }
}

// C++'s own type of a precision; void where it has none.
template <precision Format>
constexpr auto number_in() {
  if constexpr (Format == precision::f32) return float();
  if constexpr (Format == precision::f64) return double();
  if constexpr (Format == precision_of<long double> && Format != precision::f64) return static_cast<long double>(0);
  if constexpr (Format == precision::i8) return std::int8_t();
  if constexpr (Format == precision::i16) return std::int16_t();
  if constexpr (Format == precision::i32) return std::int32_t();
  if constexpr (Format == precision::i64) return std::int64_t();
}

}  // namespace detail

/// The numbers of `x` in the precision of To, a plain number type, as C++ converts them: `cast<double>(x)`. Counted
/// numbers stay counted. One convert an element; none where they have that precision already.
template <plain_number To, tensor_like X>
[[nodiscard]] constexpr auto cast(const X& x) {
  return detail::cast_to<precision_of<To>, To>(x);
}
/// The same by the precision's name, `cast<tally::precision::f16>(x)`: over shapes any, over numbers those that C++ has
/// a type for.
template <precision To, tensor_like X>
[[nodiscard]] constexpr auto cast(const X& x) {
  return detail::cast_to<To, decltype(detail::number_in<To>())>(x);
}

}  // namespace tally
