// SPDX-License-Identifier: MIT
// What counted and plain numbers become when they meet: C++'s usual conversions, counted.
#pragma once

#include "tally/core/number_traits.hpp"
#include "tally/core/operation.hpp"
#include "tally/core/precision.hpp"

#include <concepts>
#include <type_traits>

namespace tally {

namespace detail {
template <class T>
concept unscoped_enumeration = std::is_enum_v<T> && std::is_convertible_v<T, long long>;
}

/// A plain number: what mixes with counted scalars as a constant does, enumerators (unless of an `enum class`)
/// included. Specialise for a number type of your own that `counted` wraps (a half type, say).
template <class T>
inline constexpr bool is_plain_number = std::is_arithmetic_v<T> || detail::unscoped_enumeration<T>;

template <class T>
concept plain_number = is_plain_number<T>;

namespace detail {

// The type in which C++ computes with an A and a B. A class that does not mix with the other is asked for no more than
// its own arithmetic, to which the other is converted.
template <class A, class B>
struct usual_conversions {
  static constexpr bool exist = false;
  using type = A;
};
template <class A, class B>
  requires(std::is_arithmetic_v<A>&& std::is_arithmetic_v<B>)
struct usual_conversions<A, B> {
  static constexpr bool exist = true;
  using type = decltype(A() + B());
};
template <class A, unscoped_enumeration B>
  requires(std::is_arithmetic_v<A>)
struct usual_conversions<A, B> : usual_conversions<A, decltype(+B())> {};
template <class A, class B>
  requires(!std::is_arithmetic_v<A> || !(std::is_arithmetic_v<B> || unscoped_enumeration<B>))
&&(!std::same_as<A, B>)&&requires { precision_of_type<std::remove_cvref_t<decltype(A() + B())>>::value; }
struct usual_conversions<A, B> {
  static constexpr bool exist = true;
  using type = std::remove_cvref_t<decltype(A() + B())>;
};
template <class A, class B>
using usual = typename usual_conversions<A, B>::type;

// The number inside an operand as C++ converts it to `To`: counted where the operand is, and where the format changes.
template <class To, class T, class Recorder>
constexpr To taken_as(const counted<T, Recorder>& x, const Recorder& reports_to) {
  if constexpr (std::same_as<To, bool> && !std::same_as<T, bool>) {
    reports_to.template record<operation::compare, precision_of<T>>();
    return x.value() != T(0);
  } else {
    if constexpr (precision_of<To> != precision_of<T>)
      reports_to.template record<operation::convert, precision_of<To>>();
    return static_cast<To>(x.value());
  }
}
template <class To, plain_number Number, class Recorder>
constexpr To taken_as(Number x, const Recorder&) {
  return static_cast<To>(x);
}

// An operand with which a counted<T, Recorder> computes in another type than T, or that is counted in another.
template <class Operand, class T, class Recorder>
inline constexpr bool converts = false;
template <plain_number Number, class T, class Recorder>
inline constexpr bool converts<Number, T, Recorder> = !std::same_as<usual<T, Number>, T>;
template <class U, class T, class Recorder>
inline constexpr bool converts<counted<U, Recorder>, T, Recorder> =
    !std::same_as<U, T> && usual_conversions<T, U>::exist;
template <class Operand, class T, class Recorder>
concept converting = converts<Operand, T, Recorder>;
template <class Number, class T, class Recorder>
concept converting_plain = plain_number<Number> && converts<Number, T, Recorder>;

template <class Operand>
struct operand {
  using type = Operand;
};
template <class T, class Recorder>
struct operand<counted<T, Recorder>> {
  using type = T;
};
template <class Operand, class T>
using usual_of = usual<T, typename operand<Operand>::type>;

template <class Recorder, plain_number Number>
constexpr Recorder recorder_of(Number) {
  return {};
}
template <class Recorder, class T>
constexpr Recorder recorder_of(const counted<T, Recorder>& x) {
  return x.reports_to();
}

template <class Number>
constexpr bool is_fraction() {
  if constexpr (std::is_integral_v<Number> || std::is_enum_v<Number>)
    return false;
  else
    return is_floating_point(precision_of<Number>);
}

// One operation of kind `Kind` in T's format, that gave `value`.
template <operation Kind, class T, class Recorder, class Value>
constexpr counted<T, Recorder> one_operation(const Recorder& reports_to, Value value) {
  reports_to.template record<Kind, precision_of<T>>();
  return counted<T, Recorder>(static_cast<T>(value), reports_to);
}

}  // namespace detail

}  // namespace tally

// What generic code asks for when two kinds of numbers meet: of a counted<float> and a double, a counted<double>.
template <class T, class U, class Recorder>
  requires(!std::same_as<T, U>)
struct std::common_type<tally::counted<T, Recorder>, tally::counted<U, Recorder>> {
  using type = tally::counted<tally::detail::usual<T, U>, Recorder>;
};
template <class T, class Recorder, tally::plain_number Number>
struct std::common_type<tally::counted<T, Recorder>, Number> {
  using type =
      tally::counted<std::conditional_t<std::same_as<T, Number>, T, tally::detail::usual<T, Number>>, Recorder>;
};
template <class T, class Recorder, tally::plain_number Number>
struct std::common_type<Number, tally::counted<T, Recorder>> : std::common_type<tally::counted<T, Recorder>, Number> {};
