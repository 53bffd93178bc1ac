// SPDX-License-Identifier: MIT
// <cmath> for counted scalars: found by argument-dependent lookup, each call one operation of its name.
#pragma once

#include "tally/core/counted.hpp"
#include "tally/core/midpoint.hpp"
#include "tally/core/no_macro.hpp"
#include "tally/core/operation.hpp"
#include "tally/core/plain_math.hpp"

#include <concepts>
#include <type_traits>

namespace tally {

namespace detail {

// The type in which <cmath> computes with a T: double with integers.
template <class T>
using real_of = std::conditional_t<std::is_integral_v<T>, double, T>;
// ... in which abs does: integers stay integers, of int's size at least.
template <class T>
using magnitude_of = std::conditional_t<std::is_integral_v<T>, usual<T, T>, T>;

// Whether B says what an A and a B become: A is an enumerator, or a plain number beside a class.
template <class A, class B>
inline constexpr bool is_led_by = std::is_enum_v<A> ||
                                  (std::is_arithmetic_v<A> && !std::is_arithmetic_v<B> && !std::is_enum_v<B>);

// ... and in which <cmath> computes with several: the widest of theirs. A class takes the others for itself; an
// enumerator becomes what it meets.
template <class T, class... Rest>
struct common_real {
  using type = real_of<T>;
};
template <class A, class B, class... Rest>
struct common_real<A, B, Rest...> : common_real<typename common_real<A, B>::type, Rest...> {};
template <class A, class B>
struct common_real<A, B> {
  using type = real_of<std::conditional_t<is_led_by<A, B>, B, A>>;
};
template <class A, class B>
  requires(std::is_arithmetic_v<A>&& std::is_arithmetic_v<B>)
struct common_real<A, B> {
  using type = decltype(real_of<A>() + real_of<B>());
};

// The type in which min, max and clamp compare: the operands' own where it is one, else as the usual conversions say.
template <class T, class... Rest>
struct common_order {
  using type = T;
};
template <class A, class B, class... Rest>
struct common_order<A, B, Rest...>
    : common_order<typename std::conditional_t<is_led_by<A, B>, usual_conversions<B, A>, usual_conversions<A, B>>::type,
                   Rest...> {};
template <class T, class... Rest>
struct common_order<T, T, Rest...> : common_order<T, Rest...> {};

// The recorder of the first counted operand, and whether all others are plain or count in the same place.
template <class... Operands>
struct recorder_among {
  using type = void;
};
template <class Plain, class... Rest>
struct recorder_among<Plain, Rest...> : recorder_among<Rest...> {};
template <class T, class Recorder, class... Rest>
struct recorder_among<counted<T, Recorder>, Rest...> {
  using type = Recorder;
};
template <class Operand, class Recorder>
concept countable = plain_number<Operand> || std::same_as<Operand, counted<typename operand<Operand>::type, Recorder>>;
template <class... Operands>
concept counted_among = !std::is_void_v<typename recorder_among<Operands...>::type> &&
                        (countable<Operands, typename recorder_among<Operands...>::type> && ...);
template <class First, class... Rest>
concept mixed_with = counted_among<First, Rest...> && !(std::same_as<First, Rest> && ...);

// What a call on such operands is done in and reports to. Each counted operand that is converted counts.
template <class Common, class... Operands>
struct call {
  using recorder_type = typename recorder_among<Operands...>::type;
  recorder_type reports_to{};

  constexpr explicit call(const Operands&... x) {
    ((reports_to = recorder_type::joined(reports_to, recorder_of<recorder_type>(x))), ...);
  }
  template <class Operand>
  constexpr Common number(const Operand& x) const {
    return taken_as<Common>(x, reports_to);
  }
  template <class Operand>
  constexpr counted<Common, recorder_type> operand(const Operand& x) const {
    return {number(x), reports_to};
  }
  template <operation Kind, class Value>
  constexpr counted<Common, recorder_type> gave(Value value) const {
    return one_operation<Kind, Common>(reports_to, value);
  }
};
template <class... Operands>
using real_call = call<typename common_real<typename operand<Operands>::type...>::type, Operands...>;
template <class... Operands>
using order_call = call<typename common_order<typename operand<Operands>::type...>::type, Operands...>;

// One operation of kind `Kind` that gave `value`.
template <operation Kind, class T, class Recorder, class Value>
constexpr counted<T, Recorder> performed(const counted<T, Recorder>& x, Value value) {
  return one_operation<Kind, T>(x.reports_to(), value);
}
template <operation Kind, class T, class Recorder, class Value>
constexpr counted<T, Recorder> performed(const counted<T, Recorder>& x, const counted<T, Recorder>& y, Value value) {
  return one_operation<Kind, T>(Recorder::joined(x.reports_to(), y.reports_to()), value);
}

}  // namespace detail

// Functions of one argument. `using` lets a class type's own function join the overloads by its namespace.
#define TALLY_UNARY_IN(common, function, kind)                                                               \
  template <class T, class Recorder>                                                                         \
  [[nodiscard]] constexpr counted<common, Recorder> function TALLY_NO_MACRO(const counted<T, Recorder>& x) { \
    using detail::plain::function;                                                                           \
    const common number = detail::taken_as<common>(x, x.reports_to());                                       \
    return detail::one_operation<operation::kind, common>(x.reports_to(), function TALLY_NO_MACRO(number));  \
  }
#define TALLY_UNARY(function, kind) TALLY_UNARY_IN(detail::real_of<T>, function, kind)
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
TALLY_UNARY(fabs, absolute)
TALLY_UNARY_IN(detail::magnitude_of<T>, abs, absolute)
#undef TALLY_UNARY
#undef TALLY_UNARY_IN

// Functions of two arguments. Of mixed ones, either of which may be a plain number, the result is what <cmath> gives:
// double, as soon as an integer or a double is among them.
#define TALLY_BINARY(function, kind)                                                                     \
  template <class T, class Recorder>                                                                     \
    requires(!std::integral<T>)                                                                          \
  [[nodiscard]] constexpr counted<T, Recorder> function TALLY_NO_MACRO(const counted<T, Recorder>& x,    \
                                                                       const counted<T, Recorder>& y) {  \
    using detail::plain::function;                                                                       \
    return detail::performed<operation::kind>(x, y, function TALLY_NO_MACRO(x.value(), y.value()));      \
  }                                                                                                      \
  template <class X, class Y>                                                                            \
    requires detail::counted_among<X, Y>                                                                 \
  [[nodiscard]] constexpr auto function TALLY_NO_MACRO(X x, Y y) {                                       \
    using detail::plain::function;                                                                       \
    const detail::real_call<X, Y> call(x, y);                                                            \
    return call.template gave<operation::kind>(function TALLY_NO_MACRO(call.number(x), call.number(y))); \
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
/// std::min and std::max themselves ask `<`, and count as one comparison. Of mixed arguments, plain ones included, they
/// give the type that C++ would compare them in: max(x, 0.0) of a counted<float> is a counted<double>.
template <class T, class Recorder>
[[nodiscard]] constexpr counted<T, Recorder> min TALLY_NO_MACRO(const counted<T, Recorder>& x,
                                                                const counted<T, Recorder>& y) {
  return detail::performed<operation::min_max>(x, y, y.value() < x.value() ? y.value() : x.value());
}
template <class T, class Recorder>
[[nodiscard]] constexpr counted<T, Recorder> max TALLY_NO_MACRO(const counted<T, Recorder>& x,
                                                                const counted<T, Recorder>& y) {
  return detail::performed<operation::min_max>(x, y, x.value() < y.value() ? y.value() : x.value());
}
template <class X, detail::mixed_with<X> Y>
[[nodiscard]] constexpr auto min TALLY_NO_MACRO(X x, Y y) {
  const detail::order_call<X, Y> call(x, y);
  const auto a = call.number(x);
  const auto b = call.number(y);
  return call.template gave<operation::min_max>(b < a ? b : a);
}
template <class X, detail::mixed_with<X> Y>
[[nodiscard]] constexpr auto max TALLY_NO_MACRO(X x, Y y) {
  const detail::order_call<X, Y> call(x, y);
  const auto a = call.number(x);
  const auto b = call.number(y);
  return call.template gave<operation::min_max>(a < b ? b : a);
}

/// As std::clamp, and two operations min_max, whatever the outcome. Mixed arguments are compared in their common type.
template <class T, class Recorder>
[[nodiscard]] constexpr counted<T, Recorder> clamp TALLY_NO_MACRO(const counted<T, Recorder>& x,
                                                                  const counted<T, Recorder>& low,
                                                                  const counted<T, Recorder>& high) {
  return min TALLY_NO_MACRO(max TALLY_NO_MACRO(x, low), high);
}
template <class X, class Low, class High>
  requires detail::mixed_with<X, Low, High>
[[nodiscard]] constexpr auto clamp TALLY_NO_MACRO(X x, Low low, High high) {
  const detail::order_call<X, Low, High> call(x, low, high);
  return (clamp)(call.operand(x), call.operand(low), call.operand(high));
}

/// x * y + z, rounded once: one operation fma, in the type in which <cmath> computes mixed arguments.
template <class X, class Y, class Z>
  requires detail::counted_among<X, Y, Z>
[[nodiscard]] constexpr auto fma TALLY_NO_MACRO(const X& x, const Y& y, const Z& z) {
  using detail::plain::fma;
  const detail::real_call<X, Y, Z> call(x, y, z);
  return call.template gave<operation::fma>(fma TALLY_NO_MACRO(call.number(x), call.number(y), call.number(z)));
}

/// The length of (x, y, z), computed as libstdc++ does, so that results agree to the bit: three divisions,
/// four products, two additions, a root, three absolute values and the three comparisons that find the largest and ask
/// whether it is zero.
template <class X, class Y, class Z>
  requires detail::counted_among<X, Y, Z>
[[nodiscard]] constexpr auto hypot TALLY_NO_MACRO(const X& x, const Y& y, const Z& z) {
  const detail::real_call<X, Y, Z> call(x, y, z);
  using number = decltype(call.operand(x));
  const number a = abs TALLY_NO_MACRO(call.operand(x));
  const number b = abs TALLY_NO_MACRO(call.operand(y));
  const number c = abs TALLY_NO_MACRO(call.operand(z));
  const number largest = a < b ? b < c ? c : b : a < c ? c : a;
  if (largest == number(0)) return largest;
  const number u = a / largest;
  const number v = b / largest;
  const number w = c / largest;
  return largest * sqrt TALLY_NO_MACRO(u * u + v * v + w * w);
}

/// As std::lerp, computed the same way. Between ends of one sign: a subtraction, a product, an addition and seven
/// comparisons; where zero lies between or at t = 1 it is two products, a subtraction, an addition and two or three
/// comparisons, or four comparisons alone.
template <class From, class To, class At>
  requires detail::counted_among<From, To, At>
[[nodiscard]] constexpr auto lerp TALLY_NO_MACRO(const From& from, const To& to, const At& at) {
  const detail::real_call<From, To, At> call(from, to, at);
  using number = decltype(call.operand(from));
  const number a = call.operand(from);
  const number b = call.operand(to);
  const number t = call.operand(at);
  const number zero(0);
  const number one(1);
  if ((a <= zero && b >= zero) || (a >= zero && b <= zero)) return t * b + (one - t) * a;
  if (t == one) return b;
  const number x = a + t * (b - a);
  if ((t > one) == (b > a)) return b < x ? x : b;
  return b > x ? x : b;
}

// Rounding to an integer.
#define TALLY_TO_INTEGER(result, function, kind)                                \
  template <class T, class Recorder>                                            \
  [[nodiscard]] result function TALLY_NO_MACRO(const counted<T, Recorder>& x) { \
    using detail::plain::function;                                              \
    const detail::real_call<counted<T, Recorder>> call(x);                      \
    const auto number = call.number(x);                                         \
    static_cast<void>(call.template gave<operation::kind>(number));             \
    return function TALLY_NO_MACRO(number);                                     \
  }
TALLY_TO_INTEGER(long, lround, round)
TALLY_TO_INTEGER(long long, llround, round)
TALLY_TO_INTEGER(long, lrint, round)
TALLY_TO_INTEGER(long long, llrint, round)
TALLY_TO_INTEGER(int, ilogb, scale)
#undef TALLY_TO_INTEGER

// Taking numbers apart and scaling them by powers of two.
#define TALLY_SCALING(function, parameter)                                                   \
  template <class T, class Recorder>                                                         \
  [[nodiscard]] auto function TALLY_NO_MACRO(const counted<T, Recorder>& x, parameter y) {   \
    using detail::plain::function;                                                           \
    const detail::real_call<counted<T, Recorder>> call(x);                                   \
    return call.template gave<operation::scale>(function TALLY_NO_MACRO(call.number(x), y)); \
  }
TALLY_SCALING(ldexp, int)
TALLY_SCALING(scalbn, int)
TALLY_SCALING(scalbln, long)
TALLY_SCALING(frexp, int*)
TALLY_SCALING(nexttoward, long double)
#undef TALLY_SCALING
template <class T, class Recorder>
[[nodiscard]] counted<T, Recorder> modf TALLY_NO_MACRO(const counted<T, Recorder>& x, counted<T, Recorder>* whole) {
  using detail::plain::modf;
  T integral{};
  const T fraction = modf TALLY_NO_MACRO(x.value(), &integral);
  *whole = counted<T, Recorder>(integral, x.reports_to());
  return detail::performed<operation::round>(x, fraction);
}
template <class X, class Y>
  requires detail::counted_among<X, Y>
[[nodiscard]] auto remquo TALLY_NO_MACRO(const X& x, const Y& y, int* quotient) {
  using detail::plain::remquo;
  const detail::real_call<X, Y> call(x, y);
  return call.template gave<operation::remainder>(remquo TALLY_NO_MACRO(call.number(x), call.number(y), quotient));
}

// Looking at the bits of a number is no arithmetic, and an integer has those of the double that it would be.
#define TALLY_CLASSIFY(result, function, expression)                                                   \
  template <class T, class Recorder>                                                                   \
  [[nodiscard]] constexpr result function TALLY_NO_MACRO(const counted<T, Recorder>& counted_number) { \
    const auto x = static_cast<detail::real_of<T>>(counted_number.value());                            \
    return expression;                                                                                 \
  }
TALLY_CLASSIFY(bool, isnan, __builtin_isnan(x) != 0)
TALLY_CLASSIFY(bool, isinf, __builtin_isinf(x) != 0)
TALLY_CLASSIFY(bool, isfinite, __builtin_isfinite(x) != 0)
TALLY_CLASSIFY(bool, isnormal, __builtin_isnormal(x) != 0)
TALLY_CLASSIFY(bool, signbit, __builtin_signbit(x) != 0)
// The values of FP_NAN, FP_INFINITE, FP_NORMAL, FP_SUBNORMAL and FP_ZERO in the C libraries of Linux.
TALLY_CLASSIFY(int, fpclassify, __builtin_fpclassify(0, 1, 4, 3, 2, x))
#undef TALLY_CLASSIFY

// Comparisons that do not raise a flag on a quiet NaN.
#define TALLY_QUIET_COMPARISON(function)                               \
  template <class X, class Y>                                          \
    requires detail::counted_among<X, Y>                               \
  [[nodiscard]] bool function TALLY_NO_MACRO(const X& x, const Y& y) { \
    const detail::real_call<X, Y> call(x, y);                          \
    const auto a = call.number(x);                                     \
    static_cast<void>(call.template gave<operation::compare>(a));      \
    return __builtin_##function(a, call.number(y)) != 0;               \
  }
TALLY_QUIET_COMPARISON(isgreater)
TALLY_QUIET_COMPARISON(isgreaterequal)
TALLY_QUIET_COMPARISON(isless)
TALLY_QUIET_COMPARISON(islessequal)
TALLY_QUIET_COMPARISON(islessgreater)
TALLY_QUIET_COMPARISON(isunordered)
#undef TALLY_QUIET_COMPARISON

}  // namespace tally

// std::lerp is written so. The same function, so that `using std::lerp; lerp(a, b, t)` is no other.
namespace std {
using tally::lerp;
}

#if defined(_OPENMP)
#include "tally/openmp.hpp"  // where OpenMP looks for reductions over counted scalars
#endif
