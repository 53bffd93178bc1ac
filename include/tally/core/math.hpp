// SPDX-License-Identifier: MIT
// <cmath> for counted scalars: found by argument-dependent lookup, each call one operation of its name.
#pragma once

#include "tally/core/counted.hpp"
#include "tally/core/operation.hpp"
#include "tally/core/plain_math.hpp"

#include <concepts>
#include <type_traits>

namespace tally {

namespace detail {

// One operation of kind `Kind` that gave `value`.
template <operation Kind, class T, class Recorder, class Value>
constexpr counted<T, Recorder> performed(const counted<T, Recorder>& x, Value value) {
  x.reports_to().template record<Kind, counted<T, Recorder>::format>();
  return counted<T, Recorder>(static_cast<T>(value), x.reports_to());
}
template <operation Kind, class T, class Recorder, class Value>
constexpr counted<T, Recorder> performed(const counted<T, Recorder>& x, const counted<T, Recorder>& y, Value value) {
  const Recorder joined = Recorder::joined(x.reports_to(), y.reports_to());
  joined.template record<Kind, counted<T, Recorder>::format>();
  return counted<T, Recorder>(static_cast<T>(value), joined);
}

}  // namespace detail

// Functions of one argument. `using` lets a class type's own function join the overloads by its namespace.
#define TALLY_UNARY(function, kind)                                                      \
  template <class T, class Recorder>                                                     \
  [[nodiscard]] constexpr counted<T, Recorder> function(const counted<T, Recorder>& x) { \
    using detail::plain::function;                                                       \
    return detail::performed<operation::kind>(x, function(x.value()));                   \
  }
TALLY_UNARY(sqrt, sqrt)
TALLY_UNARY(cbrt, cbrt)
TALLY_UNARY(exp, exp)
TALLY_UNARY(exp2, exp2)
TALLY_UNARY(expm1, expm1)
TALLY_UNARY(log, log)
TALLY_UNARY(log2, log2)
TALLY_UNARY(log10, log10)
TALLY_UNARY(log1p, log1p)
TALLY_UNARY(sin, sin)
TALLY_UNARY(cos, cos)
TALLY_UNARY(tan, tan)
TALLY_UNARY(asin, asin)
TALLY_UNARY(acos, acos)
TALLY_UNARY(atan, atan)
TALLY_UNARY(sinh, sinh)
TALLY_UNARY(cosh, cosh)
TALLY_UNARY(tanh, tanh)
TALLY_UNARY(asinh, asinh)
TALLY_UNARY(acosh, acosh)
TALLY_UNARY(atanh, atanh)
TALLY_UNARY(erf, erf)
TALLY_UNARY(erfc, erfc)
TALLY_UNARY(tgamma, tgamma)
TALLY_UNARY(lgamma, lgamma)
TALLY_UNARY(floor, round)
TALLY_UNARY(ceil, round)
TALLY_UNARY(trunc, round)
TALLY_UNARY(round, round)
TALLY_UNARY(rint, round)
TALLY_UNARY(nearbyint, round)
TALLY_UNARY(logb, scale)
TALLY_UNARY(abs, absolute)
TALLY_UNARY(fabs, absolute)
#undef TALLY_UNARY

// Functions of two arguments, either of which may be a plain number.
#define TALLY_BINARY(function, kind)                                                               \
  template <class T, class Recorder>                                                               \
  [[nodiscard]] constexpr counted<T, Recorder> function(const counted<T, Recorder>& x,             \
                                                        const counted<T, Recorder>& y) {           \
    using detail::plain::function;                                                                 \
    return detail::performed<operation::kind>(x, y, function(x.value(), y.value()));               \
  }                                                                                                \
  template <class T, class Recorder, plain_number Number>                                          \
  [[nodiscard]] constexpr counted<T, Recorder> function(const counted<T, Recorder>& x, Number y) { \
    return function(x, counted<T, Recorder>(y));                                                   \
  }                                                                                                \
  template <class T, class Recorder, plain_number Number>                                          \
  [[nodiscard]] constexpr counted<T, Recorder> function(Number x, const counted<T, Recorder>& y) { \
    return function(counted<T, Recorder>(x), y);                                                   \
  }
TALLY_BINARY(pow, pow)
TALLY_BINARY(hypot, hypot)
TALLY_BINARY(atan2, atan2)
TALLY_BINARY(fmod, remainder)
TALLY_BINARY(remainder, remainder)
TALLY_BINARY(fmin, min_max)
TALLY_BINARY(fmax, min_max)
TALLY_BINARY(fdim, sub)
TALLY_BINARY(copysign, absolute)
TALLY_BINARY(nextafter, scale)
#undef TALLY_BINARY

/// As std::min and std::max (the first of equals, and of numbers that do not compare), and one operation min_max.
/// std::min and std::max themselves ask `<`, and count as one comparison.
template <class T, class Recorder>
[[nodiscard]] constexpr counted<T, Recorder> min(const counted<T, Recorder>& x, const counted<T, Recorder>& y) {
  return detail::performed<operation::min_max>(x, y, y.value() < x.value() ? y.value() : x.value());
}
template <class T, class Recorder>
[[nodiscard]] constexpr counted<T, Recorder> max(const counted<T, Recorder>& x, const counted<T, Recorder>& y) {
  return detail::performed<operation::min_max>(x, y, x.value() < y.value() ? y.value() : x.value());
}

/// x * y + z, rounded once: one operation fma.
template <class T, class Recorder>
[[nodiscard]] constexpr counted<T, Recorder> fma(const counted<T, Recorder>& x,
                                                 const std::type_identity_t<counted<T, Recorder>>& y,
                                                 const std::type_identity_t<counted<T, Recorder>>& z) {
  using detail::plain::fma;
  const Recorder joined = Recorder::joined(Recorder::joined(x.reports_to(), y.reports_to()), z.reports_to());
  joined.template record<operation::fma, counted<T, Recorder>::format>();
  return counted<T, Recorder>(static_cast<T>(fma(x.value(), y.value(), z.value())), joined);
}
template <class T, class Recorder, plain_number Number>
[[nodiscard]] constexpr counted<T, Recorder> fma(Number x, const counted<T, Recorder>& y,
                                                 const std::type_identity_t<counted<T, Recorder>>& z) {
  return fma(counted<T, Recorder>(x), y, z);
}
template <class T, class Recorder, plain_number First, plain_number Second>
[[nodiscard]] constexpr counted<T, Recorder> fma(First x, Second y, const counted<T, Recorder>& z) {
  return fma(counted<T, Recorder>(x), counted<T, Recorder>(y), z);
}

/// The length of (x, y, z), computed as libstdc++ does, so that results agree to the bit: three divisions,
/// four products, two additions, a root, three absolute values and the three comparisons that find the largest and ask
/// whether it is zero.
template <class T, class Recorder>
[[nodiscard]] constexpr counted<T, Recorder> hypot(const counted<T, Recorder>& x,
                                                   const std::type_identity_t<counted<T, Recorder>>& y,
                                                   const std::type_identity_t<counted<T, Recorder>>& z) {
  using number = counted<T, Recorder>;
  const Recorder joined = Recorder::joined(Recorder::joined(x.reports_to(), y.reports_to()), z.reports_to());
  const number a = abs(number(x.value(), joined));
  const number b = abs(number(y.value(), joined));
  const number c = abs(number(z.value(), joined));
  const number largest = a < b ? b < c ? c : b : a < c ? c : a;
  if (largest == number(0)) return largest;
  const number u = a / largest;
  const number v = b / largest;
  const number w = c / largest;
  return largest * sqrt(u * u + v * v + w * w);
}

/// As std::lerp, computed the same way. Between ends of one sign: a subtraction, a product, an addition and seven
/// comparisons; where zero lies between or at t = 1 it is two products, a subtraction, an addition and two or three
/// comparisons, or four comparisons alone.
template <class T, class Recorder>
[[nodiscard]] constexpr counted<T, Recorder> lerp(const counted<T, Recorder>& from,
                                                  const std::type_identity_t<counted<T, Recorder>>& to,
                                                  const std::type_identity_t<counted<T, Recorder>>& at) {
  using number = counted<T, Recorder>;
  const Recorder joined = Recorder::joined(Recorder::joined(from.reports_to(), to.reports_to()), at.reports_to());
  const number a(from.value(), joined);
  const number b(to.value(), joined);
  const number t(at.value(), joined);
  const number zero(0);
  const number one(1);
  if ((a <= zero && b >= zero) || (a >= zero && b <= zero)) return t * b + (one - t) * a;
  if (t == one) return b;
  const number x = a + t * (b - a);
  if ((t > one) == (b > a)) return b < x ? x : b;
  return b > x ? x : b;
}

// Rounding to an integer.
#define TALLY_TO_INTEGER(result, function, kind)                         \
  template <class T, class Recorder>                                     \
  [[nodiscard]] result function(const counted<T, Recorder>& x) {         \
    using detail::plain::function;                                       \
    const result rounded = function(x.value());                          \
    static_cast<void>(detail::performed<operation::kind>(x, x.value())); \
    return rounded;                                                      \
  }
TALLY_TO_INTEGER(long, lround, round)
TALLY_TO_INTEGER(long long, llround, round)
TALLY_TO_INTEGER(long, lrint, round)
TALLY_TO_INTEGER(long long, llrint, round)
TALLY_TO_INTEGER(int, ilogb, scale)
#undef TALLY_TO_INTEGER

// Taking numbers apart and scaling them by powers of two.
template <class T, class Recorder>
[[nodiscard]] counted<T, Recorder> ldexp(const counted<T, Recorder>& x, int exponent) {
  using detail::plain::ldexp;
  return detail::performed<operation::scale>(x, ldexp(x.value(), exponent));
}
template <class T, class Recorder>
[[nodiscard]] counted<T, Recorder> scalbn(const counted<T, Recorder>& x, int exponent) {
  using detail::plain::scalbn;
  return detail::performed<operation::scale>(x, scalbn(x.value(), exponent));
}
template <class T, class Recorder>
[[nodiscard]] counted<T, Recorder> scalbln(const counted<T, Recorder>& x, long exponent) {
  using detail::plain::scalbln;
  return detail::performed<operation::scale>(x, scalbln(x.value(), exponent));
}
template <class T, class Recorder>
[[nodiscard]] counted<T, Recorder> frexp(const counted<T, Recorder>& x, int* exponent) {
  using detail::plain::frexp;
  return detail::performed<operation::scale>(x, frexp(x.value(), exponent));
}
template <class T, class Recorder>
[[nodiscard]] counted<T, Recorder> modf(const counted<T, Recorder>& x, counted<T, Recorder>* whole) {
  using detail::plain::modf;
  T integral{};
  const T fraction = modf(x.value(), &integral);
  *whole = counted<T, Recorder>(integral, x.reports_to());
  return detail::performed<operation::round>(x, fraction);
}
template <class T, class Recorder>
[[nodiscard]] counted<T, Recorder> remquo(const counted<T, Recorder>& x,
                                          const std::type_identity_t<counted<T, Recorder>>& y, int* quotient) {
  using detail::plain::remquo;
  return detail::performed<operation::remainder>(x, y, remquo(x.value(), y.value(), quotient));
}
template <class T, class Recorder>
[[nodiscard]] counted<T, Recorder> nexttoward(const counted<T, Recorder>& x, long double y) {
  using detail::plain::nexttoward;
  return detail::performed<operation::scale>(x, nexttoward(x.value(), y));
}

// Looking at the bits of a number is no arithmetic.
#define TALLY_CLASSIFY(result, function, expression)                       \
  template <class T, class Recorder>                                       \
  [[nodiscard]] constexpr result function(const counted<T, Recorder>& x) { \
    return expression;                                                     \
  }
TALLY_CLASSIFY(bool, isnan, __builtin_isnan(x.value()) != 0)
TALLY_CLASSIFY(bool, isinf, __builtin_isinf(x.value()) != 0)
TALLY_CLASSIFY(bool, isfinite, __builtin_isfinite(x.value()) != 0)
TALLY_CLASSIFY(bool, isnormal, __builtin_isnormal(x.value()) != 0)
TALLY_CLASSIFY(bool, signbit, __builtin_signbit(x.value()) != 0)
// The values of FP_NAN, FP_INFINITE, FP_NORMAL, FP_SUBNORMAL and FP_ZERO in the C libraries of Linux.
TALLY_CLASSIFY(int, fpclassify, __builtin_fpclassify(0, 1, 4, 3, 2, x.value()))
#undef TALLY_CLASSIFY

// Comparisons that do not raise a flag on a quiet NaN.
#define TALLY_QUIET_COMPARISON(function)                                                      \
  template <class T, class Recorder>                                                          \
  [[nodiscard]] bool function(const counted<T, Recorder>& x, const counted<T, Recorder>& y) { \
    static_cast<void>(detail::performed<operation::compare>(x, y, x.value()));                \
    return __builtin_##function(x.value(), y.value()) != 0;                                   \
  }
TALLY_QUIET_COMPARISON(isgreater)
TALLY_QUIET_COMPARISON(isgreaterequal)
TALLY_QUIET_COMPARISON(isless)
TALLY_QUIET_COMPARISON(islessequal)
TALLY_QUIET_COMPARISON(islessgreater)
TALLY_QUIET_COMPARISON(isunordered)
#undef TALLY_QUIET_COMPARISON

}  // namespace tally
