// SPDX-License-Identifier: MIT
// A user's program that counts inside Eigen.

#include <tally/eigen.hpp>

#include <iostream>

int main() {
  using matrix = Eigen::Matrix<tally::counted<double>, Eigen::Dynamic, Eigen::Dynamic>;
  const matrix a = matrix::Random(32, 32);
  const matrix b = matrix::Random(32, 32);
  matrix c(32, 32);
  const tally::counts spent = tally::measure([&] { c.noalias() = a * b; });
  std::cout << spent << '\n';
  return spent.flops() >= 2 * 32 * 32 * 32 - 32 * 32 ? 0 : 1;
}
