// SPDX-License-Identifier: MIT
// How much arithmetic is a polynomial? Written for any scalar, it runs on counted ones.

#include <tally/tally.hpp>

#include <iostream>
#include <vector>

// Horner's rule: n coefficients are n - 1 multiplications and n - 1 additions.
template <class Scalar>
constexpr Scalar polynomial(const std::vector<Scalar>& coefficients, const Scalar& x) {
  Scalar value = coefficients.back();
  for (std::size_t i = coefficients.size() - 1; i > 0; --i) value = value * x + coefficients[i - 1];
  return value;
}

// The compiler can count, too.
static_assert(tally::count([](auto x) { return (x * 2.0 + 1.0) * x; }, 3.0)[tally::operation::mul] == 2);

int main() {
  const std::vector<tally::counted<double>> coefficients = {1.0, 0.5, 0.25, 0.125, 0.0625};
  const tally::counted<double> x = 2.0;

  tally::counted<double> y;
  const tally::counts spent = tally::measure([&] { y = polynomial(coefficients, x); });

  std::cout << "value:  " << y.value() << "\n"
            << "spent:  " << spent << "\n"
            << "amount: " << spent.flops() << "\n";
}
