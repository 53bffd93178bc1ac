// SPDX-License-Identifier: MIT
// Eigen's unsupported Polynomials: to the bit as on plain numbers.

#define EIGEN_DONT_VECTORIZE
#include "support/eigen_agreement.hpp"

#include <Eigen/Eigenvalues>
#include <unsupported/Eigen/Polynomials>

TEST_CASE("polynomials and their roots agree") {
  agrees_in<double>(
      [](const auto& a) {
        using S = typename std::decay_t<decltype(a)>::Scalar;
        const column<S> coefficients = a.col(0);
        Eigen::PolynomialSolver<S, Eigen::Dynamic> solver(coefficients);
        column<S> c(2 * solver.roots().size() + 2);
        c << solver.roots().real(), solver.roots().imag(), Eigen::poly_eval(coefficients, S(0.7)),
            Eigen::cauchy_max_bound(coefficients);
        return c;
      },
      numbers(6, 1));
}
