// SPDX-License-Identifier: MIT
// The counted scalar at run time: T's bits whatever is computed, and its streams.

#include "support/catch.hpp"
#include "tally/core/counted.hpp"
#include "tally/core/measure.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <iomanip>
#include <limits>
#include <numeric>
#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>

using tally::counted;
using tally::counts;
using tally::measure;
using tally::operation;
using tally::precision;

namespace {

// The bits that make the value: x87's sixteen bytes hold ten. NaNs are one value whatever they carry.
template <class T>
bool same_bits(T a, T b) {
  constexpr std::size_t bytes = std::numeric_limits<T>::digits == 64 ? 10 : sizeof(T);
  if (a != a && b != b) return true;
  return std::memcmp(&a, &b, bytes) == 0;
}

// Random numbers of all sizes, so that subnormals, infinities and NaNs come up.
template <class T>
std::vector<T> random_numbers(std::size_t count) {
  std::vector<T> numbers = {T(0),
                            T(-0.0),
                            T(1),
                            std::numeric_limits<T>::infinity(),
                            -std::numeric_limits<T>::infinity(),
                            std::numeric_limits<T>::quiet_NaN(),
                            std::numeric_limits<T>::denorm_min(),
                            std::numeric_limits<T>::min(),
                            std::numeric_limits<T>::max(),
                            std::numeric_limits<T>::lowest()};
  std::uint64_t state = 2024;
  const auto random = [&state] {
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
  };
  while (numbers.size() < count) {
    const T mantissa = static_cast<T>(static_cast<std::int64_t>(random()));
    const int range = std::numeric_limits<T>::max_exponent + std::numeric_limits<T>::digits;
    int exponent = static_cast<int>(random() % 16) - 71;
    if (numbers.size() % 4 == 1) exponent = static_cast<int>(random() % static_cast<unsigned>(2 * range)) - range - 63;
    if (numbers.size() % 16 == 7)
      exponent = std::numeric_limits<T>::min_exponent - 65 - static_cast<int>(random() % 20);
    numbers.push_back(std::ldexp(mantissa, exponent));
  }
  return numbers;
}

TEST_CASE("Comparing bits tells zeros apart and takes all NaNs for one", "[counted]") {
  CHECK(same_bits(1.0, 1.0));
  CHECK_FALSE(same_bits(0.0, -0.0));
  CHECK_FALSE(same_bits(1.0, std::nextafter(1.0, 2.0)));
  CHECK(same_bits(std::nan("1"), std::nan("2")));
  CHECK_FALSE(same_bits(std::nan("1"), 1.0));
}

TEMPLATE_TEST_CASE("The random numbers hold subnormals, infinities and NaN", "[counted]", float, double, long double) {
  const std::vector<TestType> numbers = random_numbers<TestType>(4000);
  const auto are = [&](int kind) {
    return std::count_if(numbers.begin(), numbers.end(), [&](TestType x) { return std::fpclassify(x) == kind; });
  };
  CHECK(are(FP_SUBNORMAL) > 20);
  CHECK(are(FP_INFINITE) > 1);
  CHECK(are(FP_NAN) > 0);
  CHECK(are(FP_ZERO) > 1);
  CHECK(are(FP_NORMAL) > 3000);
}

TEMPLATE_TEST_CASE("Every operator has the plain scalar's bits on thousands of random numbers", "[counted]", float,
                   double, long double) {
  using number = counted<TestType>;
  const std::vector<TestType> numbers = random_numbers<TestType>(4000);
  int wrong = 0;
  const auto check = [&](const number& ours, TestType plain) { wrong += same_bits(ours.value(), plain) ? 0 : 1; };
  const counts spent = measure([&] {
    for (std::size_t i = 0; i + 1 < numbers.size(); ++i) {
      const TestType a = numbers[i];
      const TestType b = numbers[i + 1];
      const number x = a;
      const number y = b;
      check(x + y, a + b);
      check(x - y, a - b);
      check(x * y, a * b);
      check(x / y, a / b);
      check(-x, -a);
      check(a + y, a + b);
      check(x - b, a - b);
      number z = x;
      TestType c = a;
      check(z += y, c += b);
      check(z *= y, c *= b);
      check(z -= x, c -= a);
      check(z /= y, c /= b);
      check(++z, ++c);
      check(z--, c--);
      wrong += (x < y) == (a < b) && (x > y) == (a > b) && (x <= y) == (a <= b) && (x >= y) == (a >= b) &&
                       (x == y) == (a == b) && (x != y) == (a != b)
                   ? 0
                   : 1;
    }
  });
  CHECK(wrong == 0);
  constexpr precision format = tally::precision_of<TestType>;
  const int pairs = static_cast<int>(numbers.size()) - 1;
  CHECK(spent == pairs * counts()
                             .add(operation::add, format, 4)
                             .add(operation::sub, format, 4)
                             .add(operation::mul, format, 2)
                             .add(operation::div, format, 2)
                             .add(operation::negate, format, 1)
                             .add(operation::compare, format, 6));
}

TEST_CASE("A long dependent computation ends in the same bits", "[counted]") {
  const auto chaotic = [](auto x) {
    for (int i = 0; i < 5000; ++i) x = 3.9375F * x * (1.0F - x);  // the logistic map doubles every difference
    return x;
  };
  counted<float> ours;
  const counts spent = measure([&] { ours = chaotic(counted<float>(0.3F)); });
  CHECK(same_bits(ours.value(), chaotic(0.3F)));
  CHECK(spent == counts().add(operation::mul, precision::f32, 10000).add(operation::sub, precision::f32, 5000));
}

TEST_CASE("A literal of another precision computes in that precision, and its conversions are found", "[counted]") {
  // A product and a difference in double, and the assignment back: 2 * 5000 ways in, 5000 back.
  const auto chaotic = [](auto x) {
    for (int i = 0; i < 5000; ++i) x = decltype(x)(3.9375 * x * (1.0F - x));
    return x;
  };
  counted<float> ours;
  const counts spent = measure([&] { ours = chaotic(counted<float>(0.3F)); });
  CHECK(same_bits(ours.value(), chaotic(0.3F)));
  CHECK_FALSE(same_bits(ours.value(), [](float x) {
    for (int i = 0; i < 5000; ++i) x = 3.9375F * x * (1.0F - x);
    return x;
  }(0.3F)));
  CHECK(spent == counts()
                     .add(operation::mul, precision::f64, 10000)
                     .add(operation::sub, precision::f32, 5000)
                     .add(operation::convert, precision::f64, 10000)
                     .add(operation::convert, precision::f32, 5000));
}

TEST_CASE("Integers compute and count as integers", "[counted]") {
  counted<int> sum = 0;
  const counts spent = measure([&] {
    for (int i = 0; i < 10; ++i) sum += counted<int>(i) * i % 7;
  });
  CHECK(sum.value() == 0 + 1 + 4 + 2 + 2 + 4 + 1 + 0 + 1 + 4);  // squares modulo 7
  CHECK(spent == counts()
                     .add(operation::mul, precision::i32, 10)
                     .add(operation::remainder, precision::i32, 10)
                     .add(operation::add, precision::i32, 10));
  CHECK(spent.flops() == 0);
  CHECK(spent.in<tally::conventions::ops>() == 20);
}

TEMPLATE_TEST_CASE("A counted number prints and reads as the plain one, uncounted", "[counted]", float, double,
                   long double, int) {
  using number = counted<TestType>;
  CHECK(measure([] {
          std::ostringstream ours;
          std::ostringstream plain;
          ours << std::setprecision(4) << std::setw(12) << std::setfill('.') << number(TestType(22) / TestType(7));
          plain << std::setprecision(4) << std::setw(12) << std::setfill('.') << TestType(22) / TestType(7);
          CHECK(ours.str() == plain.str());

          std::istringstream in("12 7");
          number first;
          number second;
          CHECK((in >> first >> second));
          CHECK((first.value() == TestType(12) && second.value() == TestType(7)));
          std::istringstream broken("twelve");
          CHECK_FALSE((broken >> first));

          std::wostringstream wide;
          wide << number(5);
          CHECK(wide.str() == L"5");
        }).empty());
}

TEST_CASE("The standard algorithms count what they do", "[counted]") {
  const std::vector<counted<double>> v(10, counted<double>(0.5));
  const std::vector<counted<double>> w(10, counted<double>(4));
  counted<double> dot = 0;
  // Ten products, and ten additions because the sum starts at zero.
  CHECK(measure([&] { dot = std::inner_product(v.begin(), v.end(), w.begin(), counted<double>(0)); }) ==
        counts().add(operation::mul, precision::f64, 10).add(operation::add, precision::f64, 10));
  CHECK(dot.value() == 20);
  // The largest of ten takes nine questions.
  CHECK(measure([&] { static_cast<void>(std::max_element(v.begin(), v.end())); }) ==
        counts().add(operation::compare, precision::f64, 9));
}

TEST_CASE("Copies, moves and swaps are free", "[counted]") {
  std::vector<counted<double>> v(100, counted<double>(1));
  CHECK(measure([&] {
          const std::vector<counted<double>> copy = v;
          std::swap(v.front(), v.back());
          std::rotate(v.begin(), v.begin() + 10, v.end());
          v = copy;
        }).empty());
}

TEST_CASE("A counted number hashes and becomes text as the number inside, and neither counts", "[counted]") {
  const counts spent = measure([] {
    CHECK(std::hash<counted<double>>()(1.5) == std::hash<double>()(1.5));
    CHECK(std::hash<counted<double>>()(-0.0) == std::hash<counted<double>>()(0.0));
    CHECK(std::hash<counted<int>>()(7) == std::hash<int>()(7));
    CHECK(to_string(counted<double>(0.1)) == std::to_string(0.1));
    CHECK(to_string(counted<int>(-7)) == "-7");
  });
  CHECK(spent.empty());
  std::unordered_map<counted<double>, int> found{{1.5, 1}};
  CHECK(found.at(1.5) == 1);
}

}  // namespace
