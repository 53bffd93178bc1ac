// SPDX-License-Identifier: MIT
// needs: boost/math/tools/roots.hpp
// Boost.Math finds roots and integrates with counted numbers.

#include "support/catch.hpp"
#include "tally/tally.hpp"

#include <boost/math/quadrature/gauss.hpp>
#include <boost/math/special_functions/legendre.hpp>
#include <boost/math/tools/roots.hpp>

#include <cstdint>

using tally::counted;
using tally::counts;
using tally::operation;

namespace {

int calls = 0;

template <class T>
T bell(const T& x) {
  using std::exp;
  ++calls;
  return exp(-x * x);
}
template <class T>
T integral() {
  return boost::math::quadrature::gauss<T, 7>::integrate(bell<T>, T(0), T(1));
}
template <class T>
T root() {
  std::uintmax_t most = 50;
  const auto between = boost::math::tools::toms748_solve([](const T& x) { return bell(x) - 0.5; }, T(0), T(2),
                                                         boost::math::tools::eps_tolerance<T>(40), most);
  return between.first + between.second;
}

void check(double plain(), counted<double> with_counting(), int fewest) {
  calls = 0;
  const double expected = plain();
  const int asked = calls;
  counted<double> result;
  const counts spent = tally::measure([&] { result = with_counting(); });
  CHECK(value(result) == expected);
  CHECK(asked >= fewest);
  CHECK(spent[operation::exp] == asked);
}

TEST_CASE("Boost.Math asks for as many function values with counted numbers as with plain ones") {
  check(integral<double>, integral<counted<double>>, 7);
  check(root<double>, root<counted<double>>, 5);
}

TEST_CASE("Boost.Math's Legendre polynomials are the recursion that they are") {
  counted<double> result;
  // From the second to the fifth: ((2 n + 1) x p - n q) / (n + 1), four times.
  const counts spent = tally::measure([&] { result = boost::math::legendre_p(5, counted<double>(0.3)); });
  CHECK(value(result) == boost::math::legendre_p(5, 0.3));
  CHECK((spent[operation::mul] == 12 && spent[operation::sub] == 4 && spent[operation::div] == 4));
}

}  // namespace
