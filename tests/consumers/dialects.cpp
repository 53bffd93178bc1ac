// SPDX-License-Identifier: MIT
// Counts the same at run time and in constant expressions, whatever dialect of C++ the compiler is asked for.

#include <tally/tally.hpp>

#include <cmath>
#include <iostream>

namespace {

// Per x: 2 mul, 1 add, 1 sqrt.
constexpr auto root = [](auto x) { return sqrt(x * 2.0 + 1.0) * x; };
constexpr tally::counts foretold = tally::count(root, 4.0);
static_assert(foretold[tally::operation::mul] == 2 && foretold[tally::operation::add] == 1);
static_assert(foretold[tally::operation::sqrt] == 1);

// What a compiler computes beforehand does not count, and is done with numbers all the same.
constexpr tally::counted<double> twelve = root(tally::counted<double>(4));
static_assert(twelve.value() == 12);

int failures = 0;

void expect(bool held, const char* claim, const tally::counts& spent) {
  if (held) return;
  ++failures;
  std::cout << "not so: " << claim << "; spent:\n" << spent << '\n';
}

}  // namespace

int main(int arguments, char**) {
  const double unknown = 3.0 + arguments;  // 4, which no compiler knows
  const tally::counted<double> x = unknown;

  tally::counted<double> y = 0;
  const tally::counts once = tally::measure([&] { y = root(x); });
  expect(once == foretold && y.value() == std::sqrt(unknown * 2 + 1) * unknown, "what was foretold is measured", once);

  const tally::counts thrice = tally::measure([&] {
    for (int i = 0; i < 3; ++i) y += y > x ? exp(x) : x / y;
  });
  expect(thrice[tally::operation::add] == 3 && thrice[tally::operation::compare] == 3, "loops count", thrice);

  constexpr auto network = tally::nn::sequential{tally::nn::linear{7, 5}, tally::nn::relu{}, tally::nn::linear{5, 2}};
  auto model = tally::instantiate<tally::counted<float>>(network, {1, 7}, /*seed*/ 1);
  const auto input = tally::tensor<tally::counted<float>>::random({1, 7}, /*seed*/ 2);
  const tally::counts spent = tally::measure([&] { model(input); });
  static_assert(tally::predict(network, {1, 7}).macs() == 7 * 5 + 5 * 2);
  expect(spent == tally::predict(network, {1, 7}).counts(), "a network's prediction is measured", spent);

  return failures;
}
