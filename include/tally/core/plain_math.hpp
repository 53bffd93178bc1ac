// SPDX-License-Identifier: MIT
// The C library's functions on plain numbers, at run time and in constant expressions.
#pragma once

#include "tally/core/constant_math.hpp"
#include "tally/core/no_macro.hpp"

#include <concepts>
#include <type_traits>

// By the compiler's builtins: <cmath> would cost every includer more compile time than all of this library's core.
// Class types (half precision) bring their own functions, found by their namespace.
namespace tally::detail::plain {

// Where the compiler does not evaluate a builtin in a constant expression, constant_math does.
#if defined(__clang__)
#define TALLY_NOT_EVALUATED(builtin) __builtin_is_constant_evaluated()
#else
#define TALLY_NOT_EVALUATED(builtin) __builtin_is_constant_evaluated() && !__builtin_constant_p(builtin)
#endif
#define TALLY_CONSTANT(builtin, value) \
  if (TALLY_NOT_EVALUATED(builtin)) return constant_math::narrow<decltype(x)>(value)
#define TALLY_UNARY(function)                                                 \
  constexpr float function TALLY_NO_MACRO(float x) {                          \
    TALLY_CONSTANT(__builtin_##function##f(x), (constant_math::function)(x)); \
    return __builtin_##function##f(x);                                        \
  }                                                                           \
  constexpr double function TALLY_NO_MACRO(double x) {                        \
    TALLY_CONSTANT(__builtin_##function(x), (constant_math::function)(x));    \
    return __builtin_##function(x);                                           \
  }                                                                           \
  constexpr long double function TALLY_NO_MACRO(long double x) {              \
    TALLY_CONSTANT(__builtin_##function##l(x), (constant_math::function)(x)); \
    return __builtin_##function##l(x);                                        \
  }
#define TALLY_BINARY(function)                                                      \
  constexpr float function TALLY_NO_MACRO(float x, float y) {                       \
    TALLY_CONSTANT(__builtin_##function##f(x, y), (constant_math::function)(x, y)); \
    return __builtin_##function##f(x, y);                                           \
  }                                                                                 \
  constexpr double function TALLY_NO_MACRO(double x, double y) {                    \
    TALLY_CONSTANT(__builtin_##function(x, y), (constant_math::function)(x, y));    \
    return __builtin_##function(x, y);                                              \
  }                                                                                 \
  constexpr long double function TALLY_NO_MACRO(long double x, long double y) {     \
    TALLY_CONSTANT(__builtin_##function##l(x, y), (constant_math::function)(x, y)); \
    return __builtin_##function##l(x, y);                                           \
  }
TALLY_UNARY(sqrt)
TALLY_UNARY(cbrt)
TALLY_UNARY(exp)
TALLY_UNARY(exp2)
TALLY_UNARY(expm1)
TALLY_UNARY(log)
TALLY_UNARY(log2)
TALLY_UNARY(log10)
TALLY_UNARY(log1p)
TALLY_UNARY(sin)
TALLY_UNARY(cos)
TALLY_UNARY(tan)
TALLY_UNARY(asin)
TALLY_UNARY(acos)
TALLY_UNARY(atan)
TALLY_UNARY(sinh)
TALLY_UNARY(cosh)
TALLY_UNARY(tanh)
TALLY_UNARY(asinh)
TALLY_UNARY(acosh)
TALLY_UNARY(atanh)
TALLY_UNARY(erf)
TALLY_UNARY(erfc)
TALLY_UNARY(tgamma)
TALLY_UNARY(lgamma)
TALLY_UNARY(floor)
TALLY_UNARY(ceil)
TALLY_UNARY(trunc)
TALLY_UNARY(round)
TALLY_UNARY(rint)
TALLY_UNARY(nearbyint)
TALLY_UNARY(fabs)
TALLY_BINARY(pow)
TALLY_BINARY(hypot)
TALLY_BINARY(atan2)
TALLY_BINARY(fmod)
TALLY_BINARY(remainder)
#undef TALLY_UNARY
#undef TALLY_BINARY

// x * y + z, rounded once.
constexpr float fma(float x, float y, float z) {
  TALLY_CONSTANT(__builtin_fmaf(x, y, z), constant_math::fma(x, y, z));
  return __builtin_fmaf(x, y, z);
}
constexpr double fma(double x, double y, double z) {
  TALLY_CONSTANT(__builtin_fma(x, y, z), constant_math::fma(x, y, z));
  return __builtin_fma(x, y, z);
}
constexpr long double fma(long double x, long double y, long double z) {
  TALLY_CONSTANT(__builtin_fmal(x, y, z), constant_math::fma(x, y, z));
  return __builtin_fmal(x, y, z);
}
#undef TALLY_CONSTANT
#undef TALLY_NOT_EVALUATED

// Functions whose value in constant expressions nobody needs. `suffix` is the builtins' own: f, none, l.
#define TALLY_FUNCTIONS(T, suffix)                                                              \
  inline long lround(T x) { return __builtin_lround##suffix(x); }                               \
  inline long long llround(T x) { return __builtin_llround##suffix(x); }                        \
  inline long lrint(T x) { return __builtin_lrint##suffix(x); }                                 \
  inline long long llrint(T x) { return __builtin_llrint##suffix(x); }                          \
  inline int ilogb(T x) { return __builtin_ilogb##suffix(x); }                                  \
  inline T logb(T x) { return __builtin_logb##suffix(x); }                                      \
  inline T ldexp(T x, int exponent) { return __builtin_ldexp##suffix(x, exponent); }            \
  inline T scalbn(T x, int exponent) { return __builtin_scalbn##suffix(x, exponent); }          \
  inline T scalbln(T x, long exponent) { return __builtin_scalbln##suffix(x, exponent); }       \
  inline T frexp(T x, int* exponent) { return __builtin_frexp##suffix(x, exponent); }           \
  inline T modf(T x, T* whole) { return __builtin_modf##suffix(x, whole); }                     \
  inline T remquo(T x, T y, int* quotient) { return __builtin_remquo##suffix(x, y, quotient); } \
  inline T nextafter(T x, T y) { return __builtin_nextafter##suffix(x, y); }                    \
  inline T nexttoward(T x, long double y) { return __builtin_nexttoward##suffix(x, y); }        \
  inline T fmin(T x, T y) { return __builtin_fmin##suffix(x, y); }                              \
  inline T fmax(T x, T y) { return __builtin_fmax##suffix(x, y); }                              \
  inline T fdim(T x, T y) { return __builtin_fdim##suffix(x, y); }                              \
  inline T copysign(T x, T y) { return __builtin_copysign##suffix(x, y); }
TALLY_FUNCTIONS(float, f)
TALLY_FUNCTIONS(double, )
TALLY_FUNCTIONS(long double, l)
#undef TALLY_FUNCTIONS

template <std::floating_point T>
constexpr T abs TALLY_NO_MACRO(T x) {
  return fabs TALLY_NO_MACRO(x);
}
template <std::signed_integral T>
constexpr T abs TALLY_NO_MACRO(T x) {
  return static_cast<T>(x < 0 ? -x : x);
}
template <std::unsigned_integral T>
constexpr T abs TALLY_NO_MACRO(T x) {
  return x;
}

}  // namespace tally::detail::plain
