// SPDX-License-Identifier: MIT
// Elementary functions for constant expressions, where the compiler has none.
#pragma once

#include "tally/core/cxx20.hpp"

#include <limits>

// C++20 does not make <cmath> constexpr. g++ evaluates its builtins in constant expressions unless a result or an
// argument is special (exp(1000), log(0), exp(-infinity)); clang evaluates none. There, and only there, these take
// their place: all in long double, so that double's results are good to the last place or the one before it (sines and
// cosines up to 10^9, tgamma and lgamma to 10^-16 of the larger of 1 and the result). At run time the C library is
// called. Not one of them divides by zero or makes a NaN by arithmetic, which constant expressions do not allow.
namespace tally::detail::constant_math {

using real = long double;

inline constexpr real infinity = __builtin_huge_vall();
inline constexpr real nan = __builtin_nanl("");
inline constexpr real ln2 = 0.693147180559945309417232121458176568L;
inline constexpr real ln10 = 2.302585092994045684017991454684364208L;
inline constexpr real pi = 3.141592653589793238462643383279502884L;

constexpr bool is_nan(real x) { return x != x; }
constexpr real(abs)(real x) { return x < 0 ? -x : x == 0 ? 0 : x; }
constexpr real with_sign_of(real x, real sign) { return __builtin_copysignl(x, sign); }

// What a narrower type holds of a result: beyond its range, infinity.
template <class T>
constexpr T narrow(real x) {
  if (is_nan(x)) return std::numeric_limits<T>::quiet_NaN();
  if ((abs)(x) > static_cast<real>((std::numeric_limits<T>::max)()))
    return x < 0 ? -std::numeric_limits<T>::infinity() : std::numeric_limits<T>::infinity();
  return static_cast<T>(x);
}

constexpr real(trunc)(real x) {
  if (!((abs)(x) < 0x1p62L)) return x;  // an integer already in 62 bits, infinite, or not a number
  return with_sign_of(static_cast<real>(static_cast<long long>(x)), x);
}
constexpr real(floor)(real x) {
  const real whole = (trunc)(x);
  return whole > x ? whole - 1 : whole;
}
constexpr real(ceil)(real x) { return -(floor)(-x); }
constexpr real(round)(real x) {
  const real whole = (trunc)(x);
  return whole == x || (abs)(x - whole) < 0.5L ? whole : whole + with_sign_of(1, x);
}
// To nearest, and of two to the even one.
constexpr real rint(real x) {
  const real below = (floor)(x);
  if (below == x) return x;
  const real rest = x - below;
  const bool up = rest > 0.5L || (rest == 0.5L && (floor)(below / 2) * 2 != below);
  return with_sign_of(up ? below + 1 : below, x);
}

// Exact, by long division in base two.
constexpr real fmod(real x, real y) {
  const real b = (abs)(y);
  real a = (abs)(x);
  if (is_nan(x) || is_nan(y) || a == infinity || b == 0) return nan;
  if (a < b) return x;
  real multiple = b;
  while (multiple <= a / 2) multiple *= 2;
  for (; multiple >= b; multiple /= 2)
    if (a >= multiple) a -= multiple;
  return with_sign_of(a, x);
}
constexpr real remainder(real x, real y) {
  const real b = (abs)(y);
  if (is_nan(x) || is_nan(y) || (abs)(x) == infinity || b == 0) return nan;
  real a = b > (std::numeric_limits<real>::max)() / 2 ? (abs)(x) : (abs)(fmod(x, 2 * b));
  real sign = with_sign_of(1, x);
  if (a > b - a) {
    a -= b;
    if (a >= b - a) a -= b;
  }
  if (a < 0) a = -a, sign = -sign;
  return with_sign_of(a, sign);
}

constexpr real(fabs)(real x) { return (abs)(x); }
constexpr real nearbyint(real x) { return rint(x); }
constexpr real fma(real x, real y, real z) { return x * y + z; }  // of doubles, with eleven bits to spare

constexpr real scale(real x, int exponent) {
  for (; exponent >= 64; exponent -= 64) x *= 0x1p64L;
  for (; exponent > 0; --exponent) x *= 2;
  for (; exponent <= -64; exponent += 64) x *= 0x1p-64L;
  for (; exponent < 0; ++exponent) x /= 2;
  return x;
}

constexpr real sqrt(real x) {
  if (x < 0 || is_nan(x)) return nan;
  if (x == 0 || x == infinity) return x;
  int halvings = 0;
  while (x >= 4) x /= 4, ++halvings;
  while (x < 1) x *= 4, --halvings;
  real root = 1.5L;
  for (int i = 0; i < 7; ++i) root = 0.5L * (root + x / root);  // Newton's, doubling its digits
  return scale(root, halvings);
}
constexpr real hypot(real x, real y) {
  const real larger = (abs)(x) < (abs)(y) ? (abs)(y) : (abs)(x);
  const real smaller = (abs)(x) < (abs)(y) ? (abs)(x) : (abs)(y);
  if ((abs)(x) == infinity || (abs)(y) == infinity) return infinity;
  if (is_nan(x) || is_nan(y)) return nan;
  return larger == 0 ? 0 : larger * sqrt(1 + smaller / larger * (smaller / larger));
}

// e^x - 1 near zero, by its series.
constexpr real exp_series(real x) {
  real term = 1;
  real sum = 0;
  for (int i = 1; i < 22; ++i) sum += term *= x / i;
  return sum;
}
constexpr real exp(real x) {
  if (is_nan(x)) return x;
  if (x > std::numeric_limits<real>::max_exponent * ln2) return infinity;
  if (x < (std::numeric_limits<real>::min_exponent - 2 * std::numeric_limits<real>::digits) * ln2) return 0;
  const real n = (round)(x / ln2);
  return scale(1 + exp_series(x - n * ln2), static_cast<int>(n));
}
constexpr real exp2(real x) {
  if (is_nan(x) || (abs)(x) > std::numeric_limits<real>::max_exponent) return exp(x);
  const real n = (round)(x);
  return scale(1 + exp_series((x - n) * ln2), static_cast<int>(n));
}
constexpr real expm1(real x) { return x == 0 || is_nan(x) ? x : (abs)(x) < 0.35L ? exp_series(x) : exp(x) - 1; }

// log((1 + z) / (1 - z)) = 2 atanh z, for |z| <= 0.21
constexpr real log_series(real z) {
  real power = z;
  real sum = 0;
  for (int i = 1; i < 30; i += 2, power *= z * z) sum += power / i;
  return 2 * sum;
}
constexpr real log(real x) {
  if (x < 0 || is_nan(x)) return nan;
  if (x == 0) return -infinity;
  if (x == infinity) return x;
  int exponent = 0;
  while (x > 1.5L) x /= 2, ++exponent;
  while (x < 0.75L) x *= 2, --exponent;
  return log_series((x - 1) / (x + 1)) + exponent * ln2;
}
constexpr real log2(real x) { return is_nan(x) || x < 0 ? nan : log(x) / ln2; }
constexpr real log10(real x) { return is_nan(x) || x < 0 ? nan : log(x) / ln10; }
constexpr real log1p(real x) {
  if (x == 0) return x;
  return x > -0.3L && x < 0.5L ? log_series(x / (2 + x)) : log(1 + x);
}

constexpr real cbrt(real x) {
  return x == 0 || is_nan(x) || (abs)(x) == infinity ? x : with_sign_of(exp(log((abs)(x)) / 3), x);
}

constexpr real pow_of_positive(real x, real y) {
  if (x == 1) return 1;
  if (x == 0 || x == infinity || (abs)(y) == infinity) return (x > 1) == (y > 0) ? infinity : 0;
  if (y != (floor)(y) || (abs)(y) > 64) return exp(y * log(x));
  real power = 1;
  for (int i = static_cast<int>((abs)(y)); i > 0; --i) power *= x;
  if (power == 0) return y > 0 ? 0 : infinity;
  return y > 0 ? power : 1 / power;
}
constexpr real pow(real x, real y) {
  if (y == 0 || x == 1) return 1;
  if (is_nan(x) || is_nan(y)) return nan;
  const bool odd = y == (floor)(y) && (abs)(y) < 0x1p62L && fmod(y, 2) != 0;
  if (x < 0 && x != -infinity && y != (floor)(y)) return nan;
  const real magnitude = pow_of_positive((abs)(x), y);
  return odd ? with_sign_of(magnitude, x) : magnitude;
}

// For |x| <= pi / 4.
constexpr real sin_series(real x) {
  real term = x;
  real sum = x;
  for (int i = 1; i < 12; ++i) sum += term *= -x * x / ((2 * i) * (2 * i + 1));
  return sum;
}
constexpr real cos_series(real x) {
  real term = 1;
  real sum = 1;
  for (int i = 1; i < 12; ++i) sum += term *= -x * x / ((2 * i - 1) * (2 * i));
  return sum;
}
// Shifted by whole quarter turns: sine is 0, cosine 1.
constexpr real sin_or_cos(real x, int quarter) {
  if (is_nan(x) || (abs)(x) == infinity) return nan;
  const real n = (round)(x / (pi / 2));
  // pi / 2 in three parts; the first two, of 33 and 31 bits, have exact products with n.
  const real rest = x - n * 0x1.921fb544p0L - n * 0x42d18469p-64L - n * 0x898cc51701b839a2p-128L;
  const int turn = (static_cast<int>(fmod(n, 4)) + 4 + quarter) % 4;
  const real magnitude = turn % 2 == 0 ? sin_series(rest) : cos_series(rest);
  return turn < 2 ? magnitude : -magnitude;
}
constexpr real sin(real x) { return x == 0 ? x : sin_or_cos(x, 0); }
constexpr real cos(real x) { return sin_or_cos(x, 1); }
constexpr real tan(real x) { return x == 0 || is_nan(x) || (abs)(x) == infinity ? sin(x) : sin(x) / cos(x); }

// For x >= 0.
constexpr real atan_of_positive(real x) {
  if (x > 1) return pi / 2 - (x == infinity ? 0 : atan_of_positive(1 / x));
  if (x > 0.3L) return 2 * atan_of_positive(x / (1 + sqrt(1 + x * x)));
  real power = x;
  real sum = 0;
  for (int i = 0; i < 20; ++i, power *= -x * x) sum += power / (2 * i + 1);
  return sum;
}
constexpr real atan(real x) { return x == 0 || is_nan(x) ? x : with_sign_of(atan_of_positive((abs)(x)), x); }
constexpr real atan2(real y, real x) {
  if (is_nan(x) || is_nan(y)) return nan;
  const bool left = with_sign_of(1, x) < 0;
  real angle = 0;
  if (y == 0)
    angle = 0;
  else if (x == 0)
    return with_sign_of(pi / 2, y);
  else if ((abs)(x) == infinity)
    angle = (abs)(y) == infinity ? pi / 4 : 0;
  else
    angle = (abs)(y) == infinity ? pi / 2 : atan_of_positive((abs)(y) / (abs)(x));
  return with_sign_of(left ? pi - angle : angle, y);
}
constexpr real asin(real x) { return (abs)(x) <= 1 ? atan2(x, sqrt((1 - x) * (1 + x))) : nan; }
constexpr real acos(real x) { return (abs)(x) <= 1 ? atan2(sqrt((1 - x) * (1 + x)), x) : nan; }

constexpr real sinh(real x) {
  const real e = expm1((abs)(x));
  if (x == 0 || is_nan(x) || e == infinity) return x == 0 || is_nan(x) ? x : with_sign_of(infinity, x);
  return with_sign_of((e + e / (e + 1)) / 2, x);
}
constexpr real cosh(real x) {
  const real e = exp((abs)(x));
  return is_nan(x) || e == infinity ? e : (e + 1 / e) / 2;
}
constexpr real tanh(real x) {
  if (x == 0 || is_nan(x)) return x;
  const real e = (abs)(x) > 30 ? infinity : expm1(2 * (abs)(x));
  return with_sign_of(e == infinity ? 1 : e / (e + 2), x);
}
constexpr real asinh(real x) {
  const real a = (abs)(x);
  if (x == 0 || is_nan(x) || a == infinity) return x;
  return with_sign_of(a > 1e10L ? log(a) + ln2 : log1p(a + a * a / (1 + sqrt(a * a + 1))), x);
}
constexpr real acosh(real x) {
  if (!(x >= 1)) return nan;
  if (x > 1e10L) return x == infinity ? x : log(x) + ln2;
  return log1p(x - 1 + sqrt((x - 1) * (x + 1)));
}
constexpr real atanh(real x) {
  const real a = (abs)(x);
  if (!(a <= 1)) return nan;
  return x == 0 ? x : with_sign_of(a == 1 ? infinity : log1p(2 * a / (1 - a)) / 2, x);
}

// For 0 <= x < 2, a series of positive terms; from 2 on, erfc's continued fraction.
constexpr real erf_series(real x) {
  real term = x;
  real sum = x;
  for (int n = 1; n < 60; ++n) sum += term *= 2 * x * x / (2 * n + 1);
  return 2 / sqrt(pi) * exp(-x * x) * sum;
}
constexpr real erfc_fraction(real x) {
  if (x > 110) return 0;
  real fraction = 0;
  for (int k = 100; k > 0; --k) fraction = k / 2.0L / (x + fraction);
  return exp(-x * x) / ((x + fraction) * sqrt(pi));
}
constexpr real erf(real x) {
  if (x == 0 || is_nan(x)) return x;
  const real a = (abs)(x);
  return with_sign_of(a < 2 ? erf_series(a) : 1 - erfc_fraction(a), x);
}
constexpr real erfc(real x) { return is_nan(x) ? x : x >= 2 ? erfc_fraction(x) : 1 - erf(x); }

// For x > 0: Stirling's series, after the recurrence has moved the argument to where it converges.
constexpr real lgamma_of_positive(real x) {
  real shift = 1;
  for (; x < 20; x += 1) shift *= x;
  const real z = 1 / (x * x);
  const real series =
      (1 / 12.0L -
       z * (1 / 360.0L -
            z * (1 / 1260.0L - z * (1 / 1680.0L - z * (1 / 1188.0L - z * (691 / 360360.0L - z / 156.0L)))))) /
      x;
  return (x - 0.5L) * log(x) - x + 0.5L * log(2 * pi) + series - log(shift);
}
// sin(pi x)
constexpr real sin_of_half_turns(real x) {
  const real n = (round)(x);
  const real magnitude = sin(pi * (x - n));
  return fmod(n, 2) == 0 ? magnitude : -magnitude;
}
constexpr real lgamma(real x) {
  if (is_nan(x)) return x;
  if ((abs)(x) == infinity || (x <= 0 && x == (floor)(x))) return infinity;
  return x > 0 ? lgamma_of_positive(x) : log(pi / (abs)(sin_of_half_turns(x))) - lgamma_of_positive(1 - x);
}
constexpr real tgamma(real x) {
  if (is_nan(x) || x == infinity) return x;
  if (x == 0) return with_sign_of(infinity, x);
  if (x < 0 && x == (floor)(x)) return nan;
  if (x > 0) return exp(lgamma_of_positive(x));
  return pi / (sin_of_half_turns(x) * x) * -exp(-lgamma_of_positive(-x));
}

}  // namespace tally::detail::constant_math
