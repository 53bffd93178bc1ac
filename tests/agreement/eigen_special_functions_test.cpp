// SPDX-License-Identifier: MIT
// Eigen's special functions of counted arrays: the plain scalar's branch, to the bit, with packets and for single
// numbers. Compiled without contraction, under which alone plain and counted formulas round alike.
// flags: -O1 -ffp-contract=off -fno-math-errno -fno-tree-vectorize

#include "support/catch.hpp"
#include "support/instructions.hpp"
#include <tally/eigen.hpp>

#include <unsupported/Eigen/SpecialFunctions>

#include <cmath>
#include <cstdint>
#include <cstring>

namespace {

using tally::operation;

template <class T>
using array = Eigen::Array<T, Eigen::Dynamic, 1>;

// n numbers from `first` to `last`, at equal distances, of any scalar.
template <class T>
array<T> spaced(double first, double last, Eigen::Index n = 37) {
  return array<double>::LinSpaced(n, first, last).cast<T>();
}

template <class T>
Eigen::Index differing(const array<T>& plain, const array<tally::counted<T>>& counted) {
  Eigen::Index differ = 0;
  for (Eigen::Index i = 0; i < plain.size(); ++i) {
    const T x = plain(i);
    const T y = counted(i).value();
    if (std::memcmp(&x, &y, sizeof(T)) != 0 && !(std::isnan(x) && std::isnan(y))) ++differ;
  }
  return differ;
}

// f(x, y) on plain and counted arrays. Returns what was counted.
template <class T, class F>
tally::counts same(const array<T>& x, const array<T>& y, F f) {
  using counted = array<tally::counted<T>>;
  const counted cx = x.template cast<tally::counted<T>>();
  const counted cy = y.template cast<tally::counted<T>>();
  const array<T> plain = f(x, y);
  counted result;
  const tally::counts spent = tally::measure([&] { result = f(cx, cy); });
  CHECK(differing<T>(plain, result) == 0);
  CHECK_FALSE(spent.empty());
  return spent;
}

// Ranges reach the negative numbers, where most are NaN, and both sides of every branch.
template <class T>
void functions_agree() {
  const array<T> small = spaced<T>(-0.1, 9);
  const array<T> large = spaced<T>(-5.3, 90);
  const array<T> falling = spaced<T>(0.3, 7.7).reverse();
  const array<T> squares = falling.square();
  const array<T> portions = spaced<T>(-0.05, 1.05);
  const auto one = [](auto f) { return [f](const auto& x, const auto&) { return f(x).eval(); }; };
  same<T>(large, large, one([](const auto& x) { return x.digamma(); }));
  same<T>(large, large, one([](const auto& x) { return x.lgamma(); }));
  same<T>(portions, large, one([](const auto& x) { return x.ndtri(); }));
  same<T>(small, falling, [](const auto& a, const auto& x) { return Eigen::igamma(a, x).eval(); });
  same<T>(large, squares, [](const auto& a, const auto& x) { return Eigen::igamma(a, x).eval(); });
  same<T>(small, falling, [](const auto& a, const auto& x) { return Eigen::igammac(a, x).eval(); });
  same<T>(squares, large, [](const auto& a, const auto& x) { return Eigen::igammac(a, x).eval(); });
  same<T>(squares, large, [](const auto& a, const auto& x) { return Eigen::igamma_der_a(a, x).eval(); });
  same<T>(squares, small, [](const auto& a, const auto& x) { return Eigen::gamma_sample_der_alpha(a, x).eval(); });
  same<T>(small, falling, [](const auto& s, const auto& q) { return Eigen::zeta(s, q).eval(); });
  same<T>(small.round(), falling, [](const auto& n, const auto& x) { return Eigen::polygamma(n, x).eval(); });
  for (const double scale : {1.0, 30.0}) {
    const array<T> a = small * T(scale);
    const auto beta = [&](const auto& x, const auto& b) {
      using S = typename std::decay_t<decltype(x)>::Scalar;
      return Eigen::betainc(a.template cast<S>().eval(), b, x).eval();
    };
    same<T>(portions, falling, beta);
    same<T>(portions, squares, beta);
    same<T>(portions.reverse(), falling, beta);
  }
}

template <class T>
void bessel_functions_agree() {
  for (const array<T>& at : {spaced<T>(0.1, 20), spaced<T>(-9, 9)}) {
#define BESSEL(function) same<T>(at, at, [](const auto& x, const auto&) { return Eigen::function(x).eval(); });
    BESSEL(bessel_i0)
    BESSEL(bessel_i0e)
    BESSEL(bessel_i1)
    BESSEL(bessel_i1e)
    BESSEL(bessel_j0)
    BESSEL(bessel_j1)
    BESSEL(bessel_k0)
    BESSEL(bessel_k0e)
    BESSEL(bessel_k1)
    BESSEL(bessel_k1e)
    BESSEL(bessel_y0)
    BESSEL(bessel_y1)
#undef BESSEL
  }
}

}  // namespace

TEST_CASE("special functions of counted arrays are the plain ones', to the bit") {
  functions_agree<float>();
  functions_agree<double>();
}

TEST_CASE("Bessel functions of counted arrays are the plain ones', to the bit") {
  bessel_functions_agree<float>();
  bessel_functions_agree<double>();
}

// Derived from the formula. At s = 20: is it positive? above 10? below 1e17? Then 1 / s^2 is a product and a quotient,
// the polynomial of degree 6 takes 6 products and 6 sums, z P one product, and log(s) - 0.5 / s - P - w a logarithm, a
// quotient and three differences. At 9.5 one step of the recurrence adds 1 / s to w and 1 to s, and asks once more.
TEST_CASE("digamma counts the asymptotic series and the recurrence before it") {
  const auto spent = [](double x) {
    const array<tally::counted<double>> at = array<tally::counted<double>>::Constant(1, tally::counted<double>(x));
    array<tally::counted<double>> y(1);
    return tally::measure([&] { y = at.digamma(); });
  };
  const auto expected = [](unsigned steps) {
    tally::counts all;
    return all.add(operation::compare, tally::precision::f64, 3 + steps)
        .add(operation::mul, tally::precision::f64, 8)
        .add(operation::add, tally::precision::f64, 6 + 2 * steps)
        .add(operation::sub, tally::precision::f64, 3)
        .add(operation::div, tally::precision::f64, 2 + steps)
        .add(operation::log, tally::precision::f64, 1);
  };
  CHECK(spent(20) == expected(0));
  CHECK(spent(9.5) == expected(1));
  CHECK(spent(2.5) == expected(8));
}

// igamma's value alone takes no derivative: each term of its series is two sums, a quotient, two products and a
// comparison. Before them a log x - x - lgamma(a) is compared with its limit and exponentiated, and divided by a; after
// them one product is left.
TEST_CASE("igamma counts its series, and no derivative") {
  array<tally::counted<double>> y(1);
  const array<tally::counted<double>> a = array<tally::counted<double>>::Constant(1, tally::counted<double>(5));
  const array<tally::counted<double>> x = array<tally::counted<double>>::Constant(1, tally::counted<double>(2));
  const tally::counts spent = tally::measure([&] { y = Eigen::igamma(a, x); });
  const tally::natural terms = spent[operation::add] / 2;
  CHECK(spent[operation::add] == terms * 2);
  CHECK(terms > 10);
  CHECK(spent[operation::div] == terms + 1);
  CHECK(spent[operation::mul] == terms * 2 + 2);
  CHECK(spent[operation::sub] == 2);
  CHECK(spent[operation::log] == 1);
  CHECK(spent[operation::lgamma] == 1);
  CHECK(spent[operation::exp] == 1);
}

// exp(-|x|) I0(x) asks no function of the C library: what a plain array executes is what a counted one counts.
TEST_CASE("a Bessel function counts the instructions that the plain one executes") {
  if (!instructions::available()) return;
  const array<double> x = spaced<double>(-9, 9, 8);
  array<double> y(8);
  const auto plain = [&]() __attribute__((noinline)) { y = Eigen::bessel_i0e(x); };
  plain();
  const tally::counts executed = instructions::executed_by(plain);
  const array<tally::counted<double>> counted_x = x.cast<tally::counted<double>>();
  array<tally::counted<double>> counted_y(8);
  const tally::counts spent = tally::measure([&] { counted_y = Eigen::bessel_i0e(counted_x); });
  const auto check = [&](const tally::natural& ran, const tally::natural& said, std::uint64_t most) {
    INFO(executed << "\n" << spent);
    CHECK(ran <= said);
    CHECK(said <= ran + most);
  };
  // Two series, each of which begins with a product and a sum of zero, which a compiler leaves out. It may add what
  // Eigen subtracts, with the other sign.
  check(executed[operation::add] + executed[operation::sub], spent[operation::add] + spent[operation::sub], 2 * 8);
  check(executed[operation::mul], spent[operation::mul], 2 * 8);
  // Eigen computes both branches and selects; a compiler may jump over one of a quotient and a root.
  check(executed[operation::div], spent[operation::div], 8);
  check(executed[operation::sqrt], spent[operation::sqrt], 8);
}
