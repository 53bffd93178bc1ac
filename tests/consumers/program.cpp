// SPDX-License-Identifier: MIT
// A user's program that needs only the core: what is predicted is what is measured.

#include <tally/tally.hpp>

#include <iostream>

int main() {
  static_assert(tally::count([](auto x) { return (x * 2.0 + 1.0) * x; }, 3.0)[tally::operation::mul] == 2);

  const auto network =
      tally::nn::sequential{tally::nn::linear{784, 128}, tally::nn::relu{}, tally::nn::linear{128, 10}};
  auto model = tally::instantiate<tally::counted<float>>(network, {1, 784}, /*seed*/ 1);
  const auto x = tally::tensor<tally::counted<float>>::random({1, 784}, /*seed*/ 2);
  const tally::counts spent = tally::measure([&] { model(x); });
  std::cout << spent << '\n';
  return spent == tally::predict(network, {1, 784}).counts() ? 0 : 1;
}
