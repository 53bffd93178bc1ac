// SPDX-License-Identifier: MIT
// The special functions of <cmath> give std's numbers, and each call is one operation.

#include "support/catch.hpp"
#include "tally/core/measure.hpp"
#include "tally/core/special_functions.hpp"

#include <cmath>

namespace {

// One call on counted numbers against the same call on plain ones.
template <class F>
void one_special(double expected, F call) {
  double found = 0;
  const tally::counts spent = tally::measure([&] { found = call().value(); });
  CHECK(found == expected);
  CHECK(spent == tally::counts().add(tally::operation::special, tally::precision::f64, 1));
}

}  // namespace

TEST_CASE("special functions have std's values and are one operation each") {
  using number = tally::counted<double>;
  const number x = 0.4;
  const number y = 0.7;
  one_special(std::assoc_laguerre(2u, 1u, 0.4), [&] { return assoc_laguerre(2u, 1u, x); });
  one_special(std::assoc_legendre(2u, 1u, 0.4), [&] { return assoc_legendre(2u, 1u, x); });
  one_special(std::hermite(3u, 0.4), [&] { return hermite(3u, x); });
  one_special(std::laguerre(3u, 0.4), [&] { return laguerre(3u, x); });
  one_special(std::legendre(3u, 0.4), [&] { return legendre(3u, x); });
  one_special(std::sph_bessel(1u, 0.4), [&] { return sph_bessel(1u, x); });
  one_special(std::sph_neumann(1u, 0.4), [&] { return sph_neumann(1u, x); });
  one_special(std::sph_legendre(2u, 1u, 0.4), [&] { return sph_legendre(2u, 1u, x); });
  one_special(std::comp_ellint_1(0.4), [&] { return comp_ellint_1(x); });
  one_special(std::comp_ellint_2(0.4), [&] { return comp_ellint_2(x); });
  one_special(std::expint(0.4), [&] { return expint(x); });
  one_special(std::riemann_zeta(2.5), [&] { return riemann_zeta(number(2.5)); });
  one_special(std::beta(0.4, 0.7), [&] { return beta(x, y); });
  one_special(std::beta(0.4, 2.0), [&] { return beta(x, 2); });
  one_special(std::beta(2.0, 0.4), [&] { return beta(2.0, x); });
  one_special(std::comp_ellint_3(0.4, 0.7), [&] { return comp_ellint_3(x, y); });
  one_special(std::cyl_bessel_i(0.4, 0.7), [&] { return cyl_bessel_i(x, y); });
  one_special(std::cyl_bessel_j(0.4, 0.7), [&] { return cyl_bessel_j(x, y); });
  one_special(std::cyl_bessel_k(0.4, 0.7), [&] { return cyl_bessel_k(x, y); });
  one_special(std::cyl_neumann(0.4, 0.7), [&] { return cyl_neumann(x, y); });
  one_special(std::ellint_1(0.4, 0.7), [&] { return ellint_1(x, y); });
  one_special(std::ellint_2(0.4, 0.7), [&] { return ellint_2(x, y); });
  one_special(std::ellint_3(0.4, 0.3, 0.7), [&] { return ellint_3(x, number(0.3), y); });
}
