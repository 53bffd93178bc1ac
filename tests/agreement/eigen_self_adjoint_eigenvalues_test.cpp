// SPDX-License-Identifier: MIT
// Eigenvalues of symmetric matrices: to the bit as on plain numbers, and nothing uncounted.

#define EIGEN_DONT_VECTORIZE
#include "support/eigen_agreement.hpp"

#include <Eigen/Eigenvalues>

TEST_CASE("the self-adjoint eigensolver agrees, directly and by iteration") {
  agrees(
      [](const auto& a) {
        using S = typename std::decay_t<decltype(a)>::Scalar;
        const Eigen::SelfAdjointEigenSolver<matrix<S>> solver(a);
        matrix<S> c(a.rows(), a.rows() + 1);
        c << solver.eigenvectors(), solver.eigenvalues();
        Eigen::SelfAdjointEigenSolver<Eigen::Matrix<S, 3, 3>> direct;
        direct.computeDirect(a.template topLeftCorner<3, 3>());
        c.template topLeftCorner<3, 3>() += direct.eigenvectors();
        return c;
      },
      positive_definite(12));
}
