// SPDX-License-Identifier: MIT
// tally/std_math.hpp: libraries that write std::sqrt(x), and those that write `using std::sqrt; sqrt(x)`, in one
// program.

#include "support/catch.hpp"
#include "tally/std_math.hpp"
#include "tally/tally.hpp"  // its functions on tensors have the same names

#include <algorithm>
#include <cmath>
#include <complex>
#include <numeric>
#include <string>
#include <vector>

using tally::counted;
using tally::counts;
using tally::operation;

namespace {

// Libraries, written for plain numbers.
namespace qualified {
template <class T>
T function(const T& x, const T& y) {
  return std::sqrt(x) + std::pow(x, 2) + std::pow(y, x) + std::abs(y) + std::max(x, 0.5) + std::min(T(2), y) +
         std::hypot(x, y) + std::floor(x) + std::clamp(x, T(0), T(1)) + std::fma(x, y, x) + std::tgamma(x);
}
template <class T>
std::complex<T> function(const std::complex<T>& z) {
  return std::exp(z) + std::pow(z, 2) + std::sqrt(z) * std::abs(z) + std::polar(std::abs(z), std::arg(z));
}
template <class T>
bool ordinary(const T& x) {
  return std::isfinite(x) && !std::isnan(x) && !std::signbit(x);
}
}  // namespace qualified

namespace idiomatic {
template <class T>
T function(const T& x, const T& y) {
  using std::abs, std::clamp, std::floor, std::fma, std::hypot, std::max, std::min, std::pow, std::sqrt, std::tgamma;
  return sqrt(x) + pow(x, 2) + pow(y, x) + abs(y) + max(x, 0.5) + min(T(2), y) + hypot(x, y) + floor(x) +
         clamp(x, T(0), T(1)) + fma(x, y, x) + tgamma(x);
}
}  // namespace idiomatic

namespace found_in_the_namespace {
using std::abs;
using std::sqrt;
template <class T>
T function(const T& x) {
  return sqrt(abs(x));
}
}  // namespace found_in_the_namespace

TEST_CASE("Qualified names, the idiom and using-declarations all mean tally's functions", "[std_math]") {
  volatile double parts[] = {0.7, 2.25};
  const double a = parts[0], b = parts[1];
  const counted<double> x = a;
  const counted<double> y = b;
  counted<double> result = 0;
  const counts by_name = tally::measure([&] { result = qualified::function(x, y); });
  CHECK(result.value() == qualified::function(a, b));
  CHECK(tally::measure([&] { result = idiomatic::function(x, y); }) == by_name);
  CHECK(result.value() == qualified::function(a, b));
  // Ten sums; two powers; max, min, and clamp, which is two of them or as many comparisons.
  CHECK(by_name[operation::add] == 10);
  CHECK(by_name[operation::pow] == 2);
  CHECK(by_name[operation::sqrt] == 1);
  CHECK(by_name[operation::fma] == 1);
  CHECK(by_name[operation::tgamma] == 1);
  CHECK(by_name[operation::hypot] == 1);

  CHECK(found_in_the_namespace::function(counted<double>(-4)).value() == 2);
  CHECK(qualified::ordinary(x));
  CHECK_FALSE(qualified::ordinary(counted<double>(std::nan(""))));
  CHECK(std::to_string(x) == std::to_string(a));
}

TEST_CASE("Complex functions by qualified names have the plain results", "[std_math]") {
  volatile double parts[] = {0.7, -0.3};
  const double a = parts[0], b = parts[1];
  const std::complex<double> plain = qualified::function(std::complex<double>(a, b));
  const std::complex<counted<double>> z(a, b);
  CHECK(value(qualified::function(z)) == plain);
}

TEST_CASE("Plain numbers and other types keep the library's functions", "[std_math]") {
  static_assert(std::is_same_v<decltype(std::max(1, 2)), const int&>);
  static_assert(std::is_same_v<decltype(std::abs(-1)), int>);
  static_assert(std::is_same_v<decltype(std::pow(2.0F, 2)), double>);
  const std::string first = "a", second = "b";
  CHECK(&std::max(first, second) == &second);
  CHECK(std::max({1, 3, 2}) == 3);
  const std::vector<counted<double>> all{3.0, 1.0, 2.0};
  CHECK(std::max_element(all.begin(), all.end())->value() == 3);
  CHECK(std::min({counted<double>(3), counted<double>(1)}).value() == 1);
  CHECK(std::accumulate(all.begin(), all.end(), counted<double>(0)).value() == 6);
}

}  // namespace
