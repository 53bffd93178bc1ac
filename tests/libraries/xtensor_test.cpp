// SPDX-License-Identifier: MIT
// needs: xtensor/xarray.hpp
// xtensor's lazy expressions over counted numbers.

#include "support/catch.hpp"
#include "tally/tally.hpp"

#include <xtensor/xarray.hpp>
#include <xtensor/xmath.hpp>

using tally::counted;
using tally::counts;
using tally::operation;
using tally::precision;

namespace {

template <class T>
xt::xarray<T> polynomial() {
  const xt::xarray<T> a{{T(0.1), T(2)}, {T(3), T(4)}};
  return a * a + a / T(3);
}

TEST_CASE("xtensor's expressions are counted element by element") {
  xt::xarray<counted<double>> result;
  const counts spent = tally::measure([&] { result = polynomial<counted<double>>(); });
  const xt::xarray<double> expected = polynomial<double>();
  for (std::size_t i = 0; i < 4; ++i) CHECK(value(result.flat(i)) == expected.flat(i));
  CHECK(spent == counts()
                     .add(operation::mul, precision::f64, 4)
                     .add(operation::div, precision::f64, 4)
                     .add(operation::add, precision::f64, 4));
}

}  // namespace
