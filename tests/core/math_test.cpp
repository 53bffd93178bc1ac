// SPDX-License-Identifier: MIT
// <cmath> of counted scalars at run time: the bits of std::, and exactly one operation of its name.

#include "support/catch.hpp"
#include "tally/core/counted.hpp"
#include "tally/core/math.hpp"
#include "tally/core/measure.hpp"

#include <cfenv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

using tally::counted;
using tally::counts;
using tally::measure;
using tally::operation;

namespace {

// The bits that make the value: x87's sixteen bytes hold ten. NaNs are one value whatever they carry.
template <class T>
bool same_bits(T a, T b) {
  constexpr std::size_t bytes = std::numeric_limits<T>::digits == 64 ? 10 : sizeof(T);
  if (std::isnan(a) && std::isnan(b)) return true;
  return std::memcmp(&a, &b, bytes) == 0;
}
template <std::integral I>
bool same_bits(I a, I b) {
  return a == b;
}

template <class T>
std::vector<T> arguments() {
  using limits = std::numeric_limits<T>;
  std::vector<T> all = {T(0),
                        T(-0.0),
                        T(1),
                        T(-1),
                        T(0.5),
                        T(-0.5),
                        T(2),
                        T(2.5),
                        T(-1.5),
                        T(3),
                        T(-7),
                        T(1e-5),
                        T(100),
                        limits::min(),
                        limits::denorm_min(),
                        -limits::denorm_min(),
                        limits::min() / 2,
                        limits::max(),
                        limits::lowest(),
                        limits::epsilon(),
                        limits::infinity(),
                        -limits::infinity(),
                        limits::quiet_NaN()};
  std::uint64_t state = 7;
  for (int i = 0; i < 400; ++i) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    const T mantissa = static_cast<T>(state >> 11) * static_cast<T>(0x1p-53) + T(0.5);
    const T x = std::ldexp(mantissa, static_cast<int>((state >> 3) % 24) - 12);
    all.push_back(state % 2 == 0 ? x : -x);
  }
  return all;
}

template <class T>
counts one(operation kind) {
  return counts().add(kind, tally::precision_of<T>, 1);
}

// `counted_function` on counted scalars is one operation of `kind`, and gives the bits of `plain_function`.
template <class T>
void is_one(operation kind, auto counted_function, auto plain_function) {
  for (const T x : arguments<T>()) {
    const auto expected = plain_function(x);
    decltype(plain_function(x)) result{};
    const counts spent = measure([&] { result = tally::value(counted_function(counted<T>(x))); });
    CAPTURE(x, result, expected);
    CHECK(same_bits(result, expected));
    CHECK(spent == one<T>(kind));
  }
}
template <class T>
void is_one_of_two(operation kind, auto counted_function, auto plain_function) {
  std::vector<T> some = arguments<T>();
  some.resize(40);
  for (const T x : some)
    for (const T y : some) {
      const T expected = plain_function(x, y);
      T result{};
      T mixed[2] = {};
      const counts spent = measure([&] { result = counted_function(counted<T>(x), counted<T>(y)).value(); });
      const counts mixed_spent = measure([&] {
        mixed[0] = counted_function(counted<T>(x), y).value();
        mixed[1] = counted_function(x, counted<T>(y)).value();
      });
      // Of 0 and -0 C leaves open which is the smaller, and compilers take the arguments of fmin in either order.
      const bool either_zero = kind == operation::min_max && x == 0 && y == 0;
      const auto as_expected = [&](T value) { return either_zero ? value == 0 : same_bits(value, expected); };
      CAPTURE(x, y, result, expected);
      CHECK((as_expected(result) && as_expected(mixed[0]) && as_expected(mixed[1])));
      CHECK((spent == one<T>(kind) && mixed_spent == 2 * one<T>(kind)));
    }
}

#define TALLY_UNARY(function, kind)                                                                    \
  SECTION(#function) {                                                                                 \
    is_one<TestType>(                                                                                  \
        operation::kind, [](auto x) { return function(x); }, [](auto x) { return std::function(x); }); \
  }
#define TALLY_BINARY(function, kind)                                    \
  SECTION(#function) {                                                  \
    is_one_of_two<TestType>(                                            \
        operation::kind, [](auto x, auto y) { return function(x, y); }, \
        [](auto x, auto y) { return std::function(x, y); });            \
  }

TEMPLATE_TEST_CASE("A function of one argument is one operation with the bits of std::", "[math]", float, double,
                   long double){
    TALLY_UNARY(sqrt, sqrt) TALLY_UNARY(cbrt, cbrt) TALLY_UNARY(exp, exp) TALLY_UNARY(exp2, exp2)
        TALLY_UNARY(expm1, expm1) TALLY_UNARY(log, log) TALLY_UNARY(log2, log2) TALLY_UNARY(log10, log10)
            TALLY_UNARY(log1p, log1p) TALLY_UNARY(sin, sin) TALLY_UNARY(cos, cos) TALLY_UNARY(tan, tan)
                TALLY_UNARY(asin, asin) TALLY_UNARY(acos, acos) TALLY_UNARY(atan, atan) TALLY_UNARY(sinh, sinh)
                    TALLY_UNARY(cosh, cosh) TALLY_UNARY(tanh, tanh) TALLY_UNARY(asinh, asinh) TALLY_UNARY(acosh, acosh)
                        TALLY_UNARY(atanh, atanh) TALLY_UNARY(erf, erf) TALLY_UNARY(erfc, erfc)
                            TALLY_UNARY(tgamma, tgamma) TALLY_UNARY(lgamma, lgamma) TALLY_UNARY(floor, round)
                                TALLY_UNARY(ceil, round) TALLY_UNARY(trunc, round) TALLY_UNARY(round, round)
                                    TALLY_UNARY(rint, round) TALLY_UNARY(nearbyint, round) TALLY_UNARY(logb, scale)
                                        TALLY_UNARY(abs, absolute) TALLY_UNARY(fabs, absolute)
                                            TALLY_UNARY(ilogb, scale)}

TEMPLATE_TEST_CASE("A function of two arguments is one operation with the bits of std::", "[math]", float, double,
                   long double){TALLY_BINARY(pow, pow) TALLY_BINARY(hypot, hypot) TALLY_BINARY(atan2, atan2)
                                    TALLY_BINARY(fmod, remainder) TALLY_BINARY(remainder, remainder)
                                        TALLY_BINARY(fmin, min_max) TALLY_BINARY(fmax, min_max) TALLY_BINARY(fdim, sub)
                                            TALLY_BINARY(copysign, absolute) TALLY_BINARY(nextafter, scale)}

TEMPLATE_TEST_CASE("Rounding to an integer is one rounding", "[math]", float, double, long double) {
  for (const double d : {0.0, 0.5, -0.5, 1.5, 2.5, -2.5, 1e6 + 0.5, -3.25}) {
    const TestType x = static_cast<TestType>(d);
    const counted<TestType> y = x;
    long rounded[2] = {};
    long long rounded_long[2] = {};
    const counts spent = measure([&] {
      rounded[0] = lround(y);
      rounded[1] = lrint(y);
      rounded_long[0] = llround(y);
      rounded_long[1] = llrint(y);
    });
    CHECK((rounded[0] == std::lround(x) && rounded[1] == std::lrint(x)));
    CHECK((rounded_long[0] == std::llround(x) && rounded_long[1] == std::llrint(x)));
    CHECK(spent == 4 * one<TestType>(operation::round));
  }
}

TEMPLATE_TEST_CASE("Numbers are taken apart and scaled as by std::", "[math]", float, double, long double) {
  for (const TestType x : arguments<TestType>()) {
    CAPTURE(x);
    const counted<TestType> y = x;
    int exponent = 0;
    int expected_exponent = 0;
    const TestType expected_fraction = std::frexp(x, &expected_exponent);
    CHECK(measure([&] {
            CHECK(same_bits(frexp(y, &exponent).value(), expected_fraction));
            CHECK(same_bits(ldexp(y, 3).value(), std::ldexp(x, 3)));
            CHECK(same_bits(scalbn(y, -3).value(), std::scalbn(x, -3)));
            CHECK(same_bits(scalbln(y, 5L).value(), std::scalbln(x, 5L)));
          }) == 4 * one<TestType>(operation::scale));
    if (std::isfinite(x)) CHECK(exponent == expected_exponent);

    counted<TestType> whole{};
    TestType expected_whole{};
    const TestType expected_rest = std::modf(x, &expected_whole);
    CHECK(measure([&] { CHECK(same_bits(modf(y, &whole).value(), expected_rest)); }) ==
          one<TestType>(operation::round));
    CHECK(same_bits(whole.value(), expected_whole));
  }
}

TEMPLATE_TEST_CASE("nexttoward goes the way std::nexttoward goes, and nowhere from NaN", "[math]", float, double,
                   long double) {
  for (const TestType x : arguments<TestType>())
    for (const long double y : {0.0L, -0.0L, 1.0L, 1e-4940L, 1e4000L, std::numeric_limits<long double>::quiet_NaN(),
                                -std::numeric_limits<long double>::infinity()}) {
      CAPTURE(x, y);
      CHECK(measure([&] { CHECK(same_bits(nexttoward(counted<TestType>(x), y).value(), std::nexttoward(x, y))); }) ==
            one<TestType>(operation::scale));
    }
}

TEMPLATE_TEST_CASE("remquo is one remainder, and its quotient std::remquo's", "[math]", float, double, long double) {
  for (const TestType x : {TestType(7.5), TestType(-7.5), TestType(100), TestType(0.1)}) {
    int quotient = 0;
    int expected_quotient = 0;
    const TestType expected = std::remquo(x, TestType(2), &expected_quotient);
    CHECK(measure([&] { CHECK(same_bits(remquo(counted<TestType>(x), TestType(2), &quotient).value(), expected)); }) ==
          one<TestType>(operation::remainder));
    CHECK(quotient == expected_quotient);
  }
}

TEMPLATE_TEST_CASE("fma rounds once, as std::fma, and is one operation", "[math]", float, double, long double) {
  std::vector<TestType> some = arguments<TestType>();
  some.resize(30);
  for (const TestType x : some)
    for (const TestType y : some)
      for (const TestType z : {TestType(-1), TestType(0.1), some.back()}) {
        TestType result{};
        const counts spent =
            measure([&] { result = fma(counted<TestType>(x), counted<TestType>(y), counted<TestType>(z)).value(); });
        CHECK((same_bits(result, std::fma(x, y, z)) && spent == one<TestType>(operation::fma)));
      }
}

TEMPLATE_TEST_CASE("min and max take the first of equals and of what does not compare, as std:: does", "[math]", float,
                   double, long double) {
  std::vector<TestType> some = arguments<TestType>();
  some.resize(30);
  for (const TestType x : some)
    for (const TestType y : some) {
      const counted<TestType> a = x;
      const counted<TestType> b = y;
      TestType smaller{};
      TestType larger{};
      const counts spent = measure([&] {
        smaller = min(a, b).value();
        larger = max(a, b).value();
      });
      CHECK((same_bits(smaller, std::min(x, y)) && same_bits(larger, std::max(x, y))));
      CHECK(spent == 2 * one<TestType>(operation::min_max));
      // The standard library's own ask `<`.
      CHECK(measure([&] { static_cast<void>(std::min(a, b)); }) == one<TestType>(operation::compare));
    }
}

#if defined(__GLIBCXX__)  // whose way of computing them is followed
TEMPLATE_TEST_CASE("The length in three dimensions and lerp have the standard library's bits", "[math]", float, double,
                   long double) {
  const std::vector<TestType> all = arguments<TestType>();
  for (std::size_t i = 23; i + 2 < all.size(); ++i) {
    const TestType x = all[i];
    const TestType y = all[i + 1];
    const TestType z = all[i + 2];
    CHECK(same_bits(hypot(counted<TestType>(x), y, z).value(), std::hypot(x, y, z)));
    CHECK(same_bits(lerp(counted<TestType>(x), y, z).value(), std::lerp(x, y, z)));
    CHECK(same_bits(lerp(counted<TestType>(x), x, z).value(), std::lerp(x, x, z)));
    CHECK(same_bits(lerp(counted<TestType>(x), y, TestType(1)).value(), std::lerp(x, y, TestType(1))));
  }
}
#endif

TEMPLATE_TEST_CASE("Classification answers as std:: does and costs nothing", "[math]", float, double, long double) {
  for (const TestType x : arguments<TestType>()) {
    const counted<TestType> y = x;
    CAPTURE(x);
    CHECK(measure([&] {
            CHECK(isnan(y) == std::isnan(x));
            CHECK(isinf(y) == std::isinf(x));
            CHECK(isfinite(y) == std::isfinite(x));
            CHECK(isnormal(y) == std::isnormal(x));
            CHECK(signbit(y) == std::signbit(x));
            CHECK(fpclassify(y) == std::fpclassify(x));
          }).empty());
  }
}

TEMPLATE_TEST_CASE("A quiet comparison is one comparison and raises no flag", "[math]", float, double, long double) {
  std::vector<TestType> some = arguments<TestType>();
  some.resize(25);
  for (const TestType x : some)
    for (const TestType y : some) {
      const counted<TestType> a = x;
      const counted<TestType> b = y;
      bool as_std = false;
      const counts spent = measure([&] {
        as_std = isgreater(a, b) == std::isgreater(x, y) && isgreaterequal(a, b) == std::isgreaterequal(x, y) &&
                 isless(a, b) == std::isless(x, y) && islessequal(a, b) == std::islessequal(x, y) &&
                 islessgreater(a, b) == std::islessgreater(x, y) && isunordered(a, b) == std::isunordered(x, y);
      });
      CHECK((as_std && spent == 6 * one<TestType>(operation::compare)));
    }
}

TEST_CASE("Generic code that brings std's functions into scope finds the counted ones", "[math]") {
  const auto soft_plus = [](auto x) {
    using std::exp;
    using std::log1p;
    using std::max;
    return max(x, decltype(x)(0)) + log1p(exp(-x));
  };
  counted<double> result;
  const counts spent = measure([&] { result = soft_plus(counted<double>(1.5)); });
  CHECK(same_bits(result.value(), soft_plus(1.5)));
  CHECK(spent == one<double>(operation::exp) + one<double>(operation::log1p) + one<double>(operation::min_max) +
                     one<double>(operation::negate) + one<double>(operation::add));
}

TEST_CASE("The absolute value of an integer is one operation", "[math]") {
  int result = 0;
  CHECK(measure([&] { result = abs(counted<int>(-7)).value(); }) == one<int>(operation::absolute));
  CHECK(result == 7);
}

template <class T>
void halves_as_std(const std::vector<T>& numbers) {
  for (const T a : numbers)
    for (const T b : numbers) {
      CHECK(std::midpoint(counted<T>(a), counted<T>(b)).value() == std::midpoint(a, b));
      CHECK(midpoint(counted<T>(a), b).value() == std::midpoint(a, b));
      CHECK(midpoint(a, counted<T>(b)).value() == std::midpoint(a, b));
    }
}

TEST_CASE("midpoint is std::midpoint, by either name", "[math]") {
  constexpr double most = std::numeric_limits<double>::max();
  constexpr double least = std::numeric_limits<double>::denorm_min();
  halves_as_std<double>({0.0, 1.0, -3.5, most, -most, least, 3 * least, 1e-307});
  halves_as_std<float>({0.0F, 0.1F, -3.5F, 3e38F, 1e-45F});
  halves_as_std<int>({0, 1, -7, std::numeric_limits<int>::max(), std::numeric_limits<int>::min()});
  halves_as_std<unsigned>({0, 1, 7, std::numeric_limits<unsigned>::max()});
  halves_as_std<std::int8_t>({0, 1, -128, 127});
  using std::lerp;
  using std::midpoint;
  const counted<double> x = 3;
  CHECK(midpoint(x, 5.0).value() == 4);
  CHECK(std::lerp(x, 5.0, 0.5).value() == lerp(x, 5.0, 0.5).value());
  // (3 + 5) / 2: both signs are asked for, and both sizes.
  CHECK(measure([&] { static_cast<void>(midpoint(x, 5.0)); }) ==
        counts()
            .add(operation::add, tally::precision::f64, 1)
            .add(operation::div, tally::precision::f64, 1)
            .add(operation::compare, tally::precision::f64, 4));
}

}  // namespace
