// SPDX-License-Identifier: MIT
// The exponential of a matrix: to the bit as on plain numbers.

#define EIGEN_DONT_VECTORIZE
#include "support/eigen_agreement.hpp"
#include <tally/eigen/matrix_functions.hpp>

TEST_CASE("the exponential of a matrix agrees, whatever its norm") {
  const auto exponential = [](const auto& a) -> matrix<typename std::decay_t<decltype(a)>::Scalar> { return a.exp(); };
  for (const double norm : {0.001, 0.05, 0.2, 0.7, 3.0}) {
    agrees_in<double>(exponential, norm * numbers(4, 4));
    agrees_in<float>(exponential, norm * numbers(4, 4));
  }
}
