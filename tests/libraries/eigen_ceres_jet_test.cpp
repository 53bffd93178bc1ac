// SPDX-License-Identifier: MIT
// needs: ceres/jet.h
// Ceres' automatic differentiation over counted numbers.

#include "support/catch.hpp"
#include "tally/eigen.hpp"

#include <ceres/jet.h>

using tally::counted;
using tally::counts;
using tally::operation;
using tally::precision;

namespace {

template <class T>
T slope() {
  using jet = ceres::Jet<T, 2>;
  const jet x(T(0.7), 0);
  const jet y(T(3), 1);
  const jet z = x < y ? x * y : y;
  return (sin(z) / sqrt(y) - exp(-x) * T(2)).v[0];
}

TEST_CASE("A jet's product is its value's and its two slopes', and its functions are the plain ones") {
  using jet = ceres::Jet<counted<double>, 2>;
  const jet x(2.0, 0);
  const jet y(3.0, 1);
  CHECK(tally::measure([&] { static_cast<void>(jet(x * y)); }) ==
        counts().add(operation::mul, precision::f64, 5).add(operation::add, precision::f64, 2));
  counted<double> result;
  const counts spent = tally::measure([&] { result = slope<counted<double>>(); });
  CHECK(value(result) == slope<double>());
  CHECK((spent[operation::sin] == 1 && spent[operation::cos] == 1 && spent[operation::exp] == 1));
}

}  // namespace
