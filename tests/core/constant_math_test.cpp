// SPDX-License-Identifier: MIT
// The functions that stand in for the C library's in constant expressions, against the C library.

#include "support/catch.hpp"
#include "tally/core/constant_math.hpp"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

namespace constant_math = tally::detail::constant_math;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// How many doubles apart; zeros of different sign are one apart, and NaN is at NaN.
std::uint64_t distance(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b) ? 0 : UINT64_MAX;
  const auto order = [](double x) {
    std::int64_t bits = 0;
    std::memcpy(&bits, &x, sizeof bits);
    return bits < 0 ? std::int64_t{-1} - (bits & INT64_MAX) : bits;
  };
  const std::int64_t first = order(a);
  const std::int64_t second = order(b);
  return first > second ? static_cast<std::uint64_t>(first) - static_cast<std::uint64_t>(second)
                        : static_cast<std::uint64_t>(second) - static_cast<std::uint64_t>(first);
}

// Arguments of every size from 10^-300 to 10^300 in reach, both signs, and the awkward ones.
std::vector<double> arguments(double largest) {
  std::vector<double> all = {0.0,   -0.0,  1.0,  -1.0, 0.5,   -0.5,  2.0,  -2.0,    3.0,      1.5,     2.5,
                             -1.5,  -2.5,  0.35, 0.3,  -0.35, 0.75,  0.21, 10.0,    1000.0,   8.0,     27.0,
                             1e-10, 1e-20, 22.5, 1e22, 710.0, 709.5, -745, -1074.0, 0.999999, 1.000001};
  std::uint64_t state = 42;
  for (int i = 0; i < 3000; ++i) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    const double mantissa = static_cast<double>(state >> 11) * 0x1p-53 + 0.5;
    const int exponent = static_cast<int>((state >> 5) % 60) - 30;
    const double x = std::ldexp(mantissa, i % 3 == 0 ? exponent / 8 : i % 97 == 0 ? exponent * 30 : exponent);
    all.push_back(state % 2 == 0 ? x : -x);
  }
  std::erase_if(all, [&](double x) { return std::abs(x) > largest; });
  return all;
}

// The largest distance between the two functions, and where it is.
template <class Ours, class Theirs>
std::uint64_t worst(const char* function, Ours ours, Theirs theirs, double largest = infinity) {
  std::uint64_t most = 0;
  std::vector<double> all = arguments(largest);
  if (largest == infinity) all.insert(all.end(), {infinity, -infinity, nan});
  for (const double x : all) {
    const double mine = constant_math::narrow<double>(ours(x));
    const std::uint64_t apart = distance(mine, theirs(x));
    if (apart > most) {
      most = apart;
      UNSCOPED_INFO(function << "(" << std::hexfloat << x << ") gives " << mine << ", not " << theirs(x));
    }
  }
  return most;
}

#define COMPARE(function) \
  worst(                  \
      #function, [](double x) { return constant_math::function(x); }, [](double x) { return std::function(x); })

TEST_CASE("The distance between doubles counts the steps", "[constant_math]") {
  CHECK(distance(1.0, 1.0) == 0);
  CHECK(distance(1.0, std::nextafter(1.0, 2.0)) == 1);
  CHECK(distance(-1.0, std::nextafter(-1.0, 0.0)) == 1);
  CHECK(distance(0.0, -0.0) == 1);
  CHECK(distance(nan, nan) == 0);
  CHECK(distance(nan, 1.0) > 1000);
  CHECK(distance(1.0, -1.0) > 1000);
  CHECK(distance(infinity, std::numeric_limits<double>::max()) == 1);
}

TEST_CASE("Rounding is exact, to the sign of zero", "[constant_math]") {
  CHECK(COMPARE(floor) == 0);
  CHECK(COMPARE(ceil) == 0);
  CHECK(COMPARE(trunc) == 0);
  CHECK(COMPARE(round) == 0);
  CHECK(COMPARE(rint) == 0);
  CHECK(COMPARE(nearbyint) == 0);
  CHECK(COMPARE(fabs) == 0);
  CHECK(COMPARE(sqrt) == 0);
}

// glibc's own results are within a place of the true ones, and so must these be.
TEST_CASE("Elementary functions agree with the C library's to a place or two, over doubles of all sizes",
          "[constant_math]") {
  CHECK(COMPARE(exp) <= 2);
  CHECK(COMPARE(exp2) <= 2);
  CHECK(COMPARE(expm1) <= 2);
  CHECK(COMPARE(log) <= 2);
  CHECK(COMPARE(log2) <= 2);
  CHECK(COMPARE(log10) <= 3);
  CHECK(COMPARE(log1p) <= 2);
  CHECK(COMPARE(cbrt) <= 4);
  CHECK(COMPARE(tanh) <= 4);
  CHECK(COMPARE(sinh) <= 4);
  CHECK(COMPARE(cosh) <= 4);
  CHECK(COMPARE(asinh) <= 4);
  CHECK(COMPARE(acosh) <= 4);
  CHECK(COMPARE(atanh) <= 4);
  CHECK(COMPARE(atan) <= 2);
  CHECK(COMPARE(asin) <= 2);
  CHECK(COMPARE(acos) <= 2);
  CHECK(COMPARE(erf) <= 2);
  CHECK(COMPARE(erfc) <= 6);
}

TEST_CASE("Sine, cosine and tangent agree up to 10^9, next to their zeros too", "[constant_math]") {
  const auto sine = [](double x) { return std::sin(x); };
  const auto cosine = [](double x) { return std::cos(x); };
  const auto tangent = [](double x) { return std::tan(x); };
  CHECK(worst(
            "sin", [](double x) { return constant_math::sin(x); }, sine, 1e9) <= 2);
  CHECK(worst(
            "cos", [](double x) { return constant_math::cos(x); }, cosine, 1e9) <= 2);
  CHECK(worst(
            "tan", [](double x) { return constant_math::tan(x); }, tangent, 1e9) <= 3);
  for (int i = 1; i < 1000; ++i) {
    const double near_zero = 3.14159265358979323846 * i;
    CHECK(distance(static_cast<double>(constant_math::sin(near_zero)), std::sin(near_zero)) <= 2);
    CHECK(distance(static_cast<double>(constant_math::cos(near_zero / 2)), std::cos(near_zero / 2)) <= 2);
  }
  CHECK(constant_math::is_nan(constant_math::sin(infinity)));
  CHECK(constant_math::is_nan(constant_math::cos(-infinity)));
  CHECK(constant_math::is_nan(constant_math::tan(nan)));
}

TEST_CASE("The gamma functions agree to 10^-15 of the larger of 1 and the result", "[constant_math]") {
  for (const double x : arguments(171.0)) {
    CAPTURE(x);
    const double log_gamma = std::lgamma(x);
    if (std::isinf(log_gamma)) {
      CHECK(constant_math::lgamma(x) == infinity);
    } else {
      CHECK(std::abs(static_cast<double>(constant_math::lgamma(x)) - log_gamma) <=
            1e-15 * std::max(1.0, std::abs(log_gamma)));
    }
    const double gamma = std::tgamma(x);
    const double ours = constant_math::narrow<double>(constant_math::tgamma(x));
    if (std::isnan(gamma) || std::isinf(gamma) || gamma == 0) {
      CHECK(distance(ours, gamma) == 0);
    } else {
      CHECK(distance(ours, gamma) <= 12);
    }
  }
  // Factorials are exact as far as doubles go.
  double factorial = 1;
  for (int n = 1; n <= 18; ++n) {
    factorial *= n;
    CHECK(static_cast<double>(constant_math::tgamma(n + 1)) == factorial);
  }
}

TEST_CASE("Two-argument functions agree, and know the special cases of Annex F", "[constant_math]") {
  std::vector<double> some = {0.0, -0.0,     1.0,       -1.0, 0.5,    -0.5,   2.0,     -2.0,
                              3.0, -3.0,     1e-8,      -1e8, 1024.0, 2000.0, -2001.0, 1e18,
                              0.1, infinity, -infinity, nan,  1e-300, 1e300,  7.25,    1.0000001};
  const std::vector<double> more = arguments(1e6);
  some.insert(some.end(), more.begin() + 30, more.begin() + 130);
  std::uint64_t pow_apart = 0;
  std::uint64_t hypot_apart = 0;
  std::uint64_t atan2_apart = 0;
  std::uint64_t remainders_apart = 0;
  const auto note = [](std::uint64_t& most, const char* function, double x, double y, long double mine, double theirs) {
    const std::uint64_t apart = distance(constant_math::narrow<double>(mine), theirs);
    if (apart > most) {
      most = apart;
      UNSCOPED_INFO(function << "(" << x << ", " << y << ") gives " << static_cast<double>(mine) << ", not " << theirs);
    }
  };
  for (const double x : some)
    for (const double y : some) {
      note(pow_apart, "pow", x, y, constant_math::pow(x, y), std::pow(x, y));
      note(hypot_apart, "hypot", x, y, constant_math::hypot(x, y), std::hypot(x, y));
      note(atan2_apart, "atan2", x, y, constant_math::atan2(x, y), std::atan2(x, y));
      note(remainders_apart, "fmod", x, y, constant_math::fmod(x, y), std::fmod(x, y));
      note(remainders_apart, "remainder", x, y, constant_math::remainder(x, y), std::remainder(x, y));
    }
  CHECK(pow_apart <= 2);
  CHECK(hypot_apart <= 1);
  CHECK(atan2_apart <= 2);
  CHECK(remainders_apart == 0);
}

TEST_CASE("Narrowing gives infinity beyond the range, and keeps what fits", "[constant_math]") {
  CHECK(constant_math::narrow<float>(1e39L) == std::numeric_limits<float>::infinity());
  CHECK(constant_math::narrow<float>(-1e39L) == -std::numeric_limits<float>::infinity());
  CHECK(constant_math::narrow<float>(0.1L) == 0.1F);
  CHECK(constant_math::narrow<double>(std::numeric_limits<double>::max()) == std::numeric_limits<double>::max());
  CHECK(std::isnan(constant_math::narrow<double>(constant_math::nan)));
}

}  // namespace
