// SPDX-License-Identifier: MIT
// <cmath> of counted scalars in constant expressions: one operation of its name each, and a value.

#include "tally/core/count.hpp"
#include "tally/core/math.hpp"

#include <limits>

using tally::counts;
using tally::operation;
using tally::precision;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

constexpr counts one(operation kind, precision format = precision::f64) { return counts().add(kind, format, 1); }
constexpr bool near(double a, double b) {
  const double difference = a < b ? b - a : a - b;
  return difference <= 4e-16 * (b < 0 ? -b : b);
}
// Whether `f` at `x` is one operation of that kind, in each precision, and about `expected`.
constexpr bool is_one(operation kind, double x, double expected, auto f) {
  tally::ledger book;
  const double result = f(tally::counted<double, tally::pointer_recorder>(x, tally::pointer_recorder(book))).value();
  return tally::count(f, x) == one(kind) && tally::count(f, static_cast<float>(x)) == one(kind, precision::f32) &&
         tally::count(f, static_cast<long double>(x)) == one(kind, tally::precision_of<long double>) &&
         counts(book) == one(kind) && near(result, expected);
}

#define TALLY_IS_ONE(function, kind, x, expected) \
  static_assert(is_one(operation::kind, x, expected, [](auto y) { return function(y); }))

// Values from tables: of e, of the natural logarithms, of the arcs of 1 and of the gamma function at 1/2.
TALLY_IS_ONE(sqrt, sqrt, 2.0, 1.41421356237309504880);
TALLY_IS_ONE(cbrt, cbrt, 27.0, 3.0);
TALLY_IS_ONE(exp, exp, 1.0, 2.71828182845904523536);
TALLY_IS_ONE(exp2, exp2, 10.0, 1024.0);
TALLY_IS_ONE(expm1, expm1, 1e-10, 1.00000000005e-10);
TALLY_IS_ONE(log, log, 2.0, 0.69314718055994530942);
TALLY_IS_ONE(log2, log2, 8.0, 3.0);
TALLY_IS_ONE(log10, log10, 1000.0, 3.0);
TALLY_IS_ONE(log1p, log1p, 1e-10, 9.9999999995e-11);
TALLY_IS_ONE(sin, sin, 1.0, 0.84147098480789650665);
TALLY_IS_ONE(cos, cos, 1.0, 0.54030230586813971740);
TALLY_IS_ONE(tan, tan, 1.0, 1.55740772465490223051);
TALLY_IS_ONE(asin, asin, 1.0, 1.57079632679489661923);
TALLY_IS_ONE(acos, acos, 0.5, 1.04719755119659774615);
TALLY_IS_ONE(atan, atan, 1.0, 0.78539816339744830962);
TALLY_IS_ONE(sinh, sinh, 1.0, 1.17520119364380145688);
TALLY_IS_ONE(cosh, cosh, 1.0, 1.54308063481524377848);
TALLY_IS_ONE(tanh, tanh, 1.0, 0.76159415595576488812);
TALLY_IS_ONE(asinh, asinh, 1.0, 0.88137358701954302523);
TALLY_IS_ONE(acosh, acosh, 2.0, 1.31695789692481670863);
TALLY_IS_ONE(atanh, atanh, 0.5, 0.54930614433405484570);
TALLY_IS_ONE(erf, erf, 1.0, 0.84270079294971486934);
TALLY_IS_ONE(erfc, erfc, 1.0, 0.15729920705028513066);
TALLY_IS_ONE(tgamma, tgamma, 0.5, 1.77245385090551602730);
TALLY_IS_ONE(lgamma, lgamma, 10.0, 12.80182748008146961121);
TALLY_IS_ONE(floor, round, -1.5, -2.0);
TALLY_IS_ONE(ceil, round, -1.5, -1.0);
TALLY_IS_ONE(trunc, round, -1.5, -1.0);
TALLY_IS_ONE(round, round, 2.5, 3.0);
TALLY_IS_ONE(rint, round, 2.5, 2.0);
TALLY_IS_ONE(nearbyint, round, 3.5, 4.0);
TALLY_IS_ONE(abs, absolute, -1.5, 1.5);
TALLY_IS_ONE(fabs, absolute, -1.5, 1.5);
#undef TALLY_IS_ONE

// Functions of two arguments: one operation, a plain number on either side or none.
constexpr bool is_one_of_two(operation kind, double x, double y, double expected, auto f) {
  return tally::count(f, x, y) == one(kind) && tally::count([&](auto a) { return f(a, y); }, x) == one(kind) &&
         tally::count([&](auto b) { return f(x, b); }, y) == one(kind) &&
         tally::count(f, static_cast<float>(x), static_cast<float>(y)) == one(kind, precision::f32) &&
         near(f(tally::counted<double>(x), tally::counted<double>(y)).value(), expected);
}
#define TALLY_IS_ONE(function, kind, x, y, expected) \
  static_assert(is_one_of_two(operation::kind, x, y, expected, [](auto a, auto b) { return function(a, b); }))
TALLY_IS_ONE(pow, pow, 2.0, 0.5, 1.41421356237309504880);
TALLY_IS_ONE(pow, pow, -2.0, 3.0, -8.0);
TALLY_IS_ONE(hypot, hypot, 3.0, 4.0, 5.0);
TALLY_IS_ONE(atan2, atan2, -1.0, -1.0, -2.35619449019234492885);
TALLY_IS_ONE(fmod, remainder, 7.5, 2.0, 1.5);
TALLY_IS_ONE(remainder, remainder, 7.5, 2.0, -0.5);
#undef TALLY_IS_ONE
static_assert(tally::count([](auto a, auto b) { return min(a, b); }, 1.0, 2.0) == one(operation::min_max));
static_assert(tally::count([](auto a, auto b) { return max(a, b); }, 1.0F, 2.0F) ==
              one(operation::min_max, precision::f32));
static_assert(max(tally::counted<double>(1), tally::counted<double>(2)).value() == 2);
static_assert(min(tally::counted<double>(1), tally::counted<double>(2)).value() == 1);

// A fused multiply-add is one operation, whichever of its operands are plain, and two FLOPs.
static_assert(tally::count([](auto a, auto b, auto c) { return fma(a, b, c); }, 2.0, 3.0, 4.0) == one(operation::fma));
static_assert(tally::count([](auto a) { return fma(a, 3.0, 4.0); }, 2.0) == one(operation::fma));
static_assert(tally::count([](auto b) { return fma(2.0, b, 4.0); }, 3.0) == one(operation::fma));
static_assert(tally::count([](auto c) { return fma(2.0, 3.0, c); }, 4.0) == one(operation::fma));
static_assert(tally::count([](auto a) { return fma(2, a, 1); }, 2.0F).flops() == 2);
static_assert(fma(tally::counted<double>(2), 3, 4).value() == 10);
// Rounded once: (2^27 + 1)^2 - 2^54 = 2^28 + 1, whose last bit a rounded product would lose.
static_assert(fma(tally::counted<double>(0x1p27 + 1), 0x1p27 + 1, -0x1p54).value() == 0x1p28 + 1);

// What both compilers' own constants refuse: infinities, poles and overflow. Masked scores are exp(-infinity).
static_assert(exp(tally::counted<double>(-infinity)).value() == 0);
static_assert(exp(tally::counted<double>(1000)).value() == infinity);
static_assert(exp(tally::counted<float>(100)).value() == std::numeric_limits<float>::infinity());
static_assert(log(tally::counted<double>(0)).value() == -infinity);
static_assert(isnan(sqrt(tally::counted<double>(-1))));
static_assert(isnan(log(tally::counted<double>(-1))));
static_assert(tanh(tally::counted<double>(infinity)).value() == 1);
static_assert(atanh(tally::counted<double>(1)).value() == infinity);
static_assert(tally::count([](auto x) { return exp(x); }, -infinity) == one(operation::exp));

// Looking at the bits is no arithmetic.
static_assert(tally::count([](auto x) { return isnan(x) || isinf(x) || !isfinite(x) || !isnormal(x); }, 1.0).empty());
static_assert(isnan(std::numeric_limits<tally::counted<double>>::quiet_NaN()));
static_assert(isinf(std::numeric_limits<tally::counted<float>>::infinity()));

// The composites are counted as what they do. hypot of three: 3 absolute values, 2 comparisons for the largest and 1
// with zero, 3 divisions, 3 squares and 1 product with the largest, 2 additions, 1 root.
static_assert(tally::count([](auto x, auto y, auto z) { return hypot(x, y, z); }, 2.0, -3.0, 6.0) ==
              counts()
                  .add(operation::absolute, precision::f64, 3)
                  .add(operation::compare, precision::f64, 3)
                  .add(operation::div, precision::f64, 3)
                  .add(operation::mul, precision::f64, 4)
                  .add(operation::add, precision::f64, 2)
                  .add(operation::sqrt, precision::f64, 1));
static_assert(near(hypot(tally::counted<double>(2), -3, 6).value(), 7));
// Of zeros: nothing but the signs and the comparisons. The result still reports to its arguments' ledger.
static_assert(tally::count([](auto x) { return hypot(x, 0, 0) + 1; }, 0.0) ==
              counts()
                  .add(operation::absolute, precision::f64, 3)
                  .add(operation::compare, precision::f64, 3)
                  .add(operation::add, precision::f64, 1));

// lerp between ends of one sign, a + t (b - a), after asking (a <= 0), (a >= 0), (b <= 0), t == 1, and before t > 1,
// b > a and which is beyond the other.
static_assert(tally::count([](auto a, auto b, auto t) { return lerp(a, b, t); }, 1.0, 3.0, 0.25) ==
              counts()
                  .add(operation::compare, precision::f64, 7)
                  .add(operation::sub, precision::f64, 1)
                  .add(operation::mul, precision::f64, 1)
                  .add(operation::add, precision::f64, 1));
static_assert(lerp(tally::counted<double>(1), 3, 0.25).value() == 1.5);
// Across zero, t b + (1 - t) a, after two comparisons.
static_assert(tally::count([](auto a, auto b, auto t) { return lerp(a, b, t); }, -1.0, 3.0, 0.25) ==
              counts()
                  .add(operation::compare, precision::f64, 2)
                  .add(operation::mul, precision::f64, 2)
                  .add(operation::sub, precision::f64, 1)
                  .add(operation::add, precision::f64, 1));
// At t = 1 exactly the far end, four comparisons; it reports to the ledger that t did.
static_assert(tally::count([](auto t) { return lerp(decltype(t)(1), 3.0, t) * 2.0; }, 1.0) ==
              counts().add(operation::compare, precision::f64, 4).add(operation::mul, precision::f64, 1));

// Enumerators are plain numbers here too, on either side.
enum sizes { three = 3 };
static_assert(max(three, tally::counted<double>(2)).value() == 3 && min(tally::counted<float>(2), three).value() == 2);
static_assert(clamp(tally::counted<int>(7), 0, three).value() == 3);
static_assert(pow(tally::counted<double>(2), three).value() == 8 && pow(three, tally::counted<double>(2)).value() == 9);
static_assert(std::is_same_v<decltype(max(three, tally::counted<float>())), tally::counted<float>>);
static_assert(std::is_same_v<decltype(hypot(tally::counted<float>(), three)), tally::counted<float>>);

}  // namespace
