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

TEST_CASE("the logarithm of a matrix agrees, and so does a power of it") {
  const auto logarithm = [](const auto& a) -> matrix<typename std::decay_t<decltype(a)>::Scalar> { return a.log(); };
  const auto power = [](const auto& a) -> matrix<typename std::decay_t<decltype(a)>::Scalar> {
    return a.pow(typename std::decay_t<decltype(a)>::Scalar(1.3));
  };
  // Approximants of several degrees, with and without square roots before them, and two by two alone.
  for (const double scale : {0.01, 0.3, 4.0}) {
    const Eigen::MatrixXd a = Eigen::MatrixXd::Identity(5, 5) + scale * numbers(5, 5) * numbers(5, 5).transpose();
    agrees_in<double>(logarithm, a);
    agrees_in<double>(power, a);
    agrees_in<double>(logarithm, Eigen::MatrixXd(a.topLeftCorner(2, 2)));
    agrees_in<double>(power, Eigen::MatrixXd(a.topLeftCorner(2, 2)));
  }
}
