// SPDX-License-Identifier: MIT
// The kinds of arithmetic that are told apart.
#pragma once

#include "tally/core/cxx20.hpp"

#include <cstddef>
#include <string_view>

namespace tally {

/// A kind of arithmetic. Every enumerator from `add` to `special` is work; `negate` and `absolute` only touch the
/// sign bit: they are listed, and no convention of the library makes them FLOPs.
enum class operation : unsigned char {
  add,
  sub,
  mul,
  div,
  fma,
  sqrt,
  rsqrt,
  cbrt,
  hypot,
  pow,
  exp,
  exp2,
  expm1,
  log,
  log2,
  log10,
  log1p,
  sin,
  cos,
  tan,
  asin,
  acos,
  atan,
  atan2,
  sinh,
  cosh,
  tanh,
  asinh,
  acosh,
  atanh,
  erf,
  erfc,
  tgamma,
  lgamma,
  remainder,  // fmod, remainder, remquo and the integers' %
  round,      // floor, ceil, trunc, round, rint, nearbyint, modf, lround, …
  scale,      // ldexp, scalbn, frexp, ilogb, logb, nextafter: exponent and last-place surgery
  special,    // the special functions of <cmath>: beta, elliptic integrals, Bessel, Legendre, zeta, …
  compare,    // ==, <, isgreater, …; one per question asked
  min_max,    // min, max, fmin, fmax
  convert,    // from one precision to another, from floating point to an integer
  negate,     // unary minus
  absolute,   // abs, fabs, copysign
};

inline constexpr std::size_t operation_count = static_cast<std::size_t>(operation::absolute) + 1;

/// The operation's name as it is spelled in C++.
[[nodiscard]] constexpr std::string_view name(operation kind) {
  constexpr std::string_view names[] = {
      "add",   "sub",     "mul",     "div",     "fma",     "sqrt",   "rsqrt",   "cbrt",      "hypot",
      "pow",   "exp",     "exp2",    "expm1",   "log",     "log2",   "log10",   "log1p",     "sin",
      "cos",   "tan",     "asin",    "acos",    "atan",    "atan2",  "sinh",    "cosh",      "tanh",
      "asinh", "acosh",   "atanh",   "erf",     "erfc",    "tgamma", "lgamma",  "remainder", "round",
      "scale", "special", "compare", "min_max", "convert", "negate", "absolute"};
  static_assert(sizeof(names) / sizeof(names[0]) == operation_count);
  return names[static_cast<std::size_t>(kind)];
}

}  // namespace tally
