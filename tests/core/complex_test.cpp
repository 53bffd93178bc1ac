// SPDX-License-Identifier: MIT
// std::complex of counted scalars: the standard library's own code, counted.

#include "support/catch.hpp"
#include "tally/core/counted.hpp"
#include "tally/core/math.hpp"
#include "tally/core/measure.hpp"

#include <complex>

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

#if defined(__GLIBCXX__)  // how the rest is computed is the library's choice

TEMPLATE_TEST_CASE("A complex quotient is a product with the conjugate, a norm and two divisions", "[complex]", float,
                   double, long double) {
  using complex = std::complex<counted<TestType>>;
  using spends = spending<TestType>;
  complex result;
  CHECK(measure([&] { result = complex(13, 1) / complex(3, -5); }) ==
        spends::muls(4 + 2) + spends::adds(1 + 1) + spends::subs(1) + spends::divs(2));
  CHECK(static_cast<double>(result.real().value()) == Approx(1));
  CHECK(static_cast<double>(result.imag().value()) == Approx(2));
}

TEMPLATE_TEST_CASE("The modulus is scaled by the larger part", "[complex]", float, double, long double) {
  using spends = spending<TestType>;
  counted<TestType> result{};
  // Two absolute values and one question for the larger part, one whether it is zero, two divisions by it, two squares
  // and their sum, a root, and a product with it.
  CHECK(measure([&] { result = abs(std::complex<counted<TestType>>(3, -4)); }) ==
        spends::of(operation::absolute, 2) + spends::of(operation::compare, 2) + spends::divs(2) + spends::muls(3) +
            spends::adds(1) + spends::of(operation::sqrt, 1));
  CHECK(static_cast<double>(result.value()) == Approx(5));
}

#endif

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
