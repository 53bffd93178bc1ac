// SPDX-License-Identifier: MIT
// Eigenvalues of general matrices: to the bit as on plain numbers, and nothing uncounted.

#define EIGEN_DONT_VECTORIZE
#include "support/eigen_agreement.hpp"

#include <Eigen/Eigenvalues>

// Complex numbers are divided as the compiler does it for double, and plainly for a number it does not know.
TEST_CASE("the general eigensolver agrees") {
  agrees_but_for_quotients(
      [](const auto& a) {
        using S = typename std::decay_t<decltype(a)>::Scalar;
        const Eigen::EigenSolver<matrix<S>> solver(a);
        matrix<S> c(a.rows(), 2 * a.rows() + 2);
        c << solver.eigenvalues().real(), solver.eigenvalues().imag(), solver.eigenvectors().real(),
            solver.eigenvectors().imag();
        return c;
      },
      numbers(9, 9));
}
