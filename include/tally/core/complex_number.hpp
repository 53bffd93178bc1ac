// SPDX-License-Identifier: MIT
// Complex numbers of counted scalars, equal to std::complex<T>'s to the bit: core/complex.hpp without <complex>.
//
// <complex> costs as much as all of the core. So it is left to the program that uses complex numbers, before or after
// this: what the C++ library does is asked for by argument-dependent lookup, which finds it where it is used.
#pragma once

#include "tally/core/complex_arithmetic.hpp"
#include "tally/core/counted.hpp"
#include "tally/core/math.hpp"

#include <concepts>
#include <type_traits>

namespace tally {

/// The length: one operation hypot, as the C library computes it.
template <class T, class Recorder>
[[nodiscard]] counted<T, Recorder> abs TALLY_NO_MACRO(const std::complex<counted<T, Recorder>>& z) {
  return hypot(z.real(), z.imag());
}
template <class T, class Recorder>
[[nodiscard]] counted<T, Recorder> arg(const std::complex<counted<T, Recorder>>& z) {
  return atan2(z.imag(), z.real());
}

namespace detail {

// A number of `like`'s recorder with another value: the C library's, where it differs from the formula's last bits.
template <class T, class Recorder>
std::complex<counted<T, Recorder>> with_value(const std::complex<counted<T, Recorder>>& like,
                                              const std::complex<T>& value) {
  return {counted<T, Recorder>(value.real(), like.real().reports_to()),
          counted<T, Recorder>(value.imag(), like.imag().reports_to())};
}

}  // namespace detail

// The C library's functions do not show what they execute. So each counts as the formula that the C++ library's general
// version follows (exp is one exp, one sin, one cos and two products), which runs on counted numbers; the value is the
// C library's. With the scalar as template argument, only the general version in std is meant.
#define TALLY_COMPLEX(function)                                                                            \
  template <class T, class Recorder>                                                                       \
  [[nodiscard]] std::complex<counted<T, Recorder>> function(const std::complex<counted<T, Recorder>>& z) { \
    const std::complex<counted<T, Recorder>> result = function<counted<T, Recorder>>(z);                   \
    if constexpr (std::is_floating_point_v<T>)                                                             \
      return detail::with_value(result, std::complex<T>(function(value(z))));                              \
    else                                                                                                   \
      return result;                                                                                       \
  }
TALLY_COMPLEX(exp)
TALLY_COMPLEX(log)
TALLY_COMPLEX(log10)
TALLY_COMPLEX(sqrt)
TALLY_COMPLEX(sin)
TALLY_COMPLEX(cos)
TALLY_COMPLEX(tan)
TALLY_COMPLEX(sinh)
TALLY_COMPLEX(cosh)
TALLY_COMPLEX(tanh)
TALLY_COMPLEX(asin)
TALLY_COMPLEX(acos)
TALLY_COMPLEX(atan)
TALLY_COMPLEX(asinh)
TALLY_COMPLEX(acosh)
TALLY_COMPLEX(atanh)
#undef TALLY_COMPLEX

namespace detail {
template <class Number, class Base, class Exponent>
auto complex_power(const Base& base, const Exponent& exponent) {
  const std::complex<Number> result = pow<Number>(base, exponent);
  using T = typename Number::value_type;
  if constexpr (std::is_floating_point_v<T>)
    return with_value(result, std::complex<T>(pow(value(base), value(exponent))));
  else
    return result;
}
}  // namespace detail

template <class T, class Recorder>
[[nodiscard]] std::complex<counted<T, Recorder>> pow(const std::complex<counted<T, Recorder>>& z,
                                                     const std::complex<counted<T, Recorder>>& exponent) {
  return detail::complex_power<counted<T, Recorder>>(z, exponent);
}
template <class T, class Recorder>
[[nodiscard]] std::complex<counted<T, Recorder>> pow(const std::complex<counted<T, Recorder>>& z,
                                                     const counted<T, Recorder>& exponent) {
  return detail::complex_power<counted<T, Recorder>>(z, exponent);
}
template <class T, class Recorder>
[[nodiscard]] std::complex<counted<T, Recorder>> pow(const counted<T, Recorder>& x,
                                                     const std::complex<counted<T, Recorder>>& exponent) {
  return detail::complex_power<counted<T, Recorder>>(x, exponent);
}

namespace detail {

// What pow of numbers of types T and Plain is done in: as <complex> has it, an integer counts as a double.
template <class T, class Plain>
using power_of = decltype(T() + std::conditional_t<std::is_integral_v<Plain>, double, Plain>());

template <class Number>
std::complex<Number> polar_of(const Number& length, const Number& angle) {
  return {length * cos(angle), length * sin(angle)};
}

// These are members of std too. There std::pow(z, 2.5) would else find a power of z to an int, and cut 2.5 off to 2.
namespace with_plain_numbers {

// Real numbers as complex ones, and lengths and angles of which one is plain.
template <class T, class Recorder>
[[nodiscard]] constexpr counted<T, Recorder> real(const counted<T, Recorder>& x) {
  return x;
}
template <class T, class Recorder>
[[nodiscard]] constexpr counted<T, Recorder> imag(const counted<T, Recorder>&) {
  return T(0);
}
template <class T, class Recorder>
[[nodiscard]] constexpr std::complex<counted<T, Recorder>> conj(const counted<T, Recorder>& x) {
  return {x, -T(0)};
}
template <class T, class Recorder>
[[nodiscard]] constexpr counted<T, Recorder> norm(const counted<T, Recorder>& x) {
  return x * x;
}
template <class T, class Recorder>
[[nodiscard]] counted<T, Recorder> arg(const counted<T, Recorder>& x) {
  return atan2(counted<T, Recorder>(T(0), x.reports_to()), x);
}
template <class T, class Recorder>
[[nodiscard]] std::complex<counted<T, Recorder>> polar(const counted<T, Recorder>& length, std::same_as<T> auto angle) {
  return polar_of(length, counted<T, Recorder>(angle));
}
template <class T, class Recorder>
[[nodiscard]] std::complex<counted<T, Recorder>> polar(std::same_as<T> auto length, const counted<T, Recorder>& angle) {
  return polar_of(counted<T, Recorder>(length), angle);
}

/// To an int's power: the products of repeated squaring, as the C++ library does it.
template <class T, class Recorder>
[[nodiscard]] std::complex<counted<T, Recorder>> pow(const std::complex<counted<T, Recorder>>& z, int exponent) {
  return complex_power<counted<T, Recorder>>(z, exponent);
}
template <class T, class Recorder, plain_number Plain>
  requires(!std::same_as<Plain, int>)
[[nodiscard]] std::complex<counted<power_of<T, Plain>, Recorder>> pow(const std::complex<counted<T, Recorder>>& z,
                                                                      const Plain& exponent) {
  using number = counted<power_of<T, Plain>, Recorder>;
  return complex_power<number>(std::complex<number>(z), number(exponent));
}
template <class T, class Recorder, plain_number Plain>
[[nodiscard]] std::complex<counted<power_of<T, Plain>, Recorder>>
pow(const Plain& x, const std::complex<counted<T, Recorder>>& exponent) {
  using number = counted<power_of<T, Plain>, Recorder>;
  return complex_power<number>(number(x), std::complex<number>(exponent));
}
template <class T, class Recorder>
[[nodiscard]] std::complex<counted<T, Recorder>> pow(const std::complex<counted<T, Recorder>>& z,
                                                     const std::complex<T>& exponent) {
  using number = counted<T, Recorder>;
  return complex_power<number>(z, std::complex<number>(exponent));
}
template <class T, class Recorder>
[[nodiscard]] std::complex<counted<T, Recorder>> pow(const std::complex<T>& z,
                                                     const std::complex<counted<T, Recorder>>& exponent) {
  using number = counted<T, Recorder>;
  return complex_power<number>(std::complex<number>(z), exponent);
}

}  // namespace with_plain_numbers
}  // namespace detail

// All but conj, which std has of real numbers, and unqualified calls have not: Eigen's own, of a real number, is real.
using detail::with_plain_numbers::arg;
using detail::with_plain_numbers::imag;
using detail::with_plain_numbers::norm;
using detail::with_plain_numbers::polar;
using detail::with_plain_numbers::pow;
using detail::with_plain_numbers::real;

template <class T, class Recorder>
[[nodiscard]] constexpr bool isfinite TALLY_NO_MACRO(const std::complex<counted<T, Recorder>>& z) {
  return isfinite TALLY_NO_MACRO(z.real()) && isfinite TALLY_NO_MACRO(z.imag());
}

}  // namespace tally

namespace std {
using tally::detail::with_plain_numbers::arg;
using tally::detail::with_plain_numbers::conj;
using tally::detail::with_plain_numbers::imag;
using tally::detail::with_plain_numbers::norm;
using tally::detail::with_plain_numbers::polar;
using tally::detail::with_plain_numbers::pow;
using tally::detail::with_plain_numbers::real;
}  // namespace std
