// SPDX-License-Identifier: MIT
// Complex counted numbers: their counts, and that whatever std::complex<T> does with constants they do, to the bit.

#include "support/catch.hpp"
#include "tally/core/complex.hpp"
#include "tally/core/counted.hpp"
#include "tally/core/math.hpp"
#include "tally/core/measure.hpp"

#include <cmath>
#include <complex>
#include <type_traits>

using tally::counted;
using tally::counts;
using tally::measure;
using tally::operation;

namespace {

template <class T>
struct spending {
  static counts of(operation kind, int n) { return counts().add(kind, tally::precision_of<T>, n); }
  static counts adds(int n) { return of(operation::add, n); }
  static counts subs(int n) { return of(operation::sub, n); }
  static counts muls(int n) { return of(operation::mul, n); }
  static counts divs(int n) { return of(operation::div, n); }
};

TEMPLATE_TEST_CASE("Complex sums and differences are two operations", "[complex]", float, double, long double) {
  using complex = std::complex<counted<TestType>>;
  using spends = spending<TestType>;
  complex result;
  const complex a(1, 2);
  const complex b(3, -5);
  CHECK(measure([&] { result = a + b; }) == spends::adds(2));
  CHECK((result.real().value() == 4 && result.imag().value() == -3));
  CHECK(measure([&] { result = a - b; }) == spends::subs(2));
  CHECK((result.real().value() == -2 && result.imag().value() == 7));
  CHECK(measure([&] { result = -a; }) == spends::of(operation::negate, 2));
  CHECK(measure([&] { result = conj(a); }) == spends::of(operation::negate, 1));
}

TEMPLATE_TEST_CASE("A complex product is four products, a difference and a sum: six FLOPs", "[complex]", float, double,
                   long double) {
  using complex = std::complex<counted<TestType>>;
  using spends = spending<TestType>;
  complex result;
  const complex a(1, 2);
  const complex b(3, -5);
  const counts spent = measure([&] { result = a * b; });
  CHECK(spent == spends::muls(4) + spends::subs(1) + spends::adds(1));
  CHECK(spent.flops() == 6);
  // (1 + 2i)(3 - 5i) = 3 + 10 + (6 - 5)i
  CHECK((result.real().value() == 13 && result.imag().value() == 1));
  CHECK(measure([&] { result = a * counted<TestType>(2); }) == spends::muls(2));
}

TEMPLATE_TEST_CASE("The norm is two products and a sum", "[complex]", float, double, long double) {
  counted<TestType> result{};
  CHECK(measure([&] { result = norm(std::complex<counted<TestType>>(3, 4)); }) ==
        spending<TestType>::muls(2) + spending<TestType>::adds(1));
  CHECK(result.value() == 25);
}

// As libgcc divides (Baudin and Smith): two absolute values and a question for the larger part of the denominator; one
// each whether it is large or small, and whether either part of the numerator is tiny; the ratio, the new denominator,
// whether the ratio is tiny; and a product, a sum or difference and a division for each part. float goes through
// double.
TEST_CASE("A complex quotient counts what the compiler's library executes", "[complex]") {
  std::complex<counted<double>> result;
  CHECK(measure([&] { result = std::complex<counted<double>>(13, 1) / std::complex<counted<double>>(3, -5); }) ==
        spending<double>::of(operation::absolute, 2 + 4 + 1) + spending<double>::of(operation::compare, 1 + 4 + 1) +
            spending<double>::divs(1 + 2) + spending<double>::muls(1 + 2) + spending<double>::adds(1 + 1) +
            spending<double>::subs(1));
  CHECK(result.real().value() == Approx(1));
  CHECK(result.imag().value() == Approx(2));

  std::complex<counted<float>> single;
  CHECK(measure([&] { single = std::complex<counted<float>>(13, 1) / std::complex<counted<float>>(3, -5); }) ==
        spending<double>::of(operation::convert, 4) + spending<float>::of(operation::convert, 2) +
            spending<double>::muls(6) + spending<double>::adds(2) + spending<double>::subs(1) +
            spending<double>::divs(2));
}

TEMPLATE_TEST_CASE("The modulus is one hypot", "[complex]", float, double, long double) {
  counted<TestType> result{};
  CHECK(measure([&] { result = abs(std::complex<counted<TestType>>(3, -4)); }) ==
        spending<TestType>::of(operation::hypot, 1));
  CHECK(static_cast<double>(result.value()) == Approx(5));
}

// Runs the same code on plain and on counted numbers, which no compiler can know: g++ would round a quotient of
// constants otherwise than the program does.
template <class T, class Code>
void same_as_plain(const char* what, Code code) {
  volatile T parts[] = {T(1.25), T(-0.75), T(0.3), T(0.7)};
  const T a = parts[0], b = parts[1], c = parts[2], d = parts[3];
  const auto plain = code(std::complex<T>(a, b), std::complex<T>(c, d));
  const auto number = code(std::complex<counted<T>>(a, b), std::complex<counted<T>>(c, d));
  INFO(what);
  static_assert(std::is_same_v<std::decay_t<decltype(tally::value(number))>, std::decay_t<decltype(plain)>>);
  CHECK(tally::value(number) == plain);
  CHECK(std::signbit(tally::value(number).real()) == std::signbit(plain.real()));
}

#define SAME(T, expression)                          \
  same_as_plain<T>(#expression, [](auto c, auto d) { \
    static_cast<void>(d);                            \
    return expression;                               \
  })

TEMPLATE_TEST_CASE("Constants stand beside complex counted numbers as beside plain ones", "[complex]", float, double,
                   long double) {
  using T = TestType;
  SAME(T, c *= T(2.5));
  SAME(T, c *= 2.5);
  SAME(T, c *= 2);
  SAME(T, c += 2);
  SAME(T, c -= 0.125);
  SAME(T, c /= 3.0);
  SAME(T, c /= 7L);
  SAME(T, c = 3);
  SAME(T, c = 0.125);
  SAME(T, c += std::complex<float>(1, 2));
  SAME(T, c *= std::complex<T>(1, 2));
  SAME(T, c + T(0.125));
  SAME(T, T(0.125) - c);
  SAME(T, c * T(3));
  SAME(T, T(3) / c);
  SAME(T, c / std::complex<T>(3, 1));
  SAME(T, std::complex<T>(3, 1) / c);
}

TEMPLATE_TEST_CASE("Powers of complex numbers and constants are the library's", "[complex]", float, double,
                   long double) {
  using T = TestType;
  SAME(T, pow(c, 2));
  SAME(T, pow(c, -3));
  SAME(T, pow(c, 2.5));
  SAME(T, pow(c, 2.5F));
  SAME(T, pow(c, 2L));
  SAME(T, pow(2.0, c));
  SAME(T, pow(-2.0F, c));
  SAME(T, pow(2, c));
  SAME(T, pow(c, d));
  SAME(T, pow(c, std::complex<T>(1, 2)));
  SAME(T, pow(std::complex<T>(1, 2), c));
  SAME(T, pow(c, d.real()));
  SAME(T, pow(d.real(), c));
  SAME(T, pow(d.imag() - d.real() - d.real(), c));
  SAME(T, std::pow(c, 2));
  SAME(T, std::pow(c, 2.5));  // once a power to the int 2
  SAME(T, std::pow(2.0, c));
}

TEMPLATE_TEST_CASE("Real numbers stand for complex ones, and constants in polar coordinates", "[complex]", float,
                   double, long double) {
  using T = TestType;
  SAME(T, std::polar(T(2), c.real()));
  SAME(T, std::polar(c.real(), T(2)));
  SAME(T, std::polar(c.real(), d.real()));
  SAME(T, std::conj(c.real()));
  SAME(T, std::conj(c) * std::real(c.real()) + std::imag(c.real()));
  SAME(T, c * std::norm(c.imag()) + std::arg(c.imag()) + std::arg(c.real()));
  SAME(T, c = {});
  SAME(T, (c = {c.real(), T(1)}));
  SAME(T, (c = {c.imag()}));
  const std::complex<counted<T>> left(counted<T>(1), 2);
  const std::complex<counted<T>> right{1, counted<T>(2)};
  CHECK(left == right);
}

TEST_CASE("Powers to an int are repeated squares", "[complex]") {
  const std::complex<counted<double>> c(1.5, 2);
  // c^5 = c (c^2)^2: two squares and a product. c^2 is a square, and its product with the 1 that the library begins
  // with.
  const counts product = spending<double>::muls(4) + spending<double>::subs(1) + spending<double>::adds(1);
  CHECK(measure([&] { static_cast<void>(pow(c, 5)); }) == 3 * product);
  CHECK(measure([&] { static_cast<void>(pow(c, 2)); }) == 2 * product);
}

TEST_CASE("A complex counted number equals constants", "[complex]") {
  const std::complex<counted<double>> c(1, 2);
  const std::complex<counted<double>> one(1, 0);
  CHECK((one == 1.0));
  CHECK((1 == one));
  CHECK((c != 1.0));
  CHECK((c == std::complex<double>(1, 2)));
  CHECK((std::complex<double>(1, 3) != c));
  CHECK((one == counted<double>(1)));
  // The imaginary parts are only asked about if the real ones agree.
  CHECK(measure([&] { static_cast<void>(c == 1.0); }) == spending<double>::of(operation::compare, 2));
  CHECK(measure([&] { static_cast<void>(c == 2.0); }) == spending<double>::of(operation::compare, 1));
}

TEST_CASE("A complex power series counts as its terms", "[complex]") {
  using complex = std::complex<counted<double>>;
  // Horner's rule of degree n: n complex products and n complex sums, of 6 and 2 FLOPs.
  const int degree = 9;
  complex sum(1, 0);
  const complex z(0.5, 0.25);
  const counts spent = measure([&] {
    for (int i = 0; i < degree; ++i) sum = sum * z + complex(1, 0);
  });
  CHECK(spent.flops() == degree * (6 + 2));
}

}  // namespace
