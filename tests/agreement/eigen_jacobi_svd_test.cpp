// SPDX-License-Identifier: MIT
// Singular values by Jacobi rotations: to the bit as on plain numbers, and nothing uncounted.

#define EIGEN_DONT_VECTORIZE
#include "support/eigen_agreement.hpp"

#include <Eigen/SVD>

// Eigen 5 takes as template arguments what 3.4 takes as a constructor's.
template <class S>
auto decomposition_of(const matrix<S>& a) {
#if EIGEN_VERSION_AT_LEAST(3, 5, 0)
  return Eigen::JacobiSVD<matrix<S>,
                          int(Eigen::HouseholderQRPreconditioner) | Eigen::ComputeThinU | Eigen::ComputeThinV>(a);
#else
  return Eigen::JacobiSVD<matrix<S>, Eigen::HouseholderQRPreconditioner>(a, Eigen::ComputeThinU | Eigen::ComputeThinV);
#endif
}

TEST_CASE("JacobiSVD agrees") {
  agrees(
      [](const auto& a) {
        using S = typename std::decay_t<decltype(a)>::Scalar;
        const auto svd = decomposition_of(a);
        return matrix<S>(svd.matrixU() * svd.singularValues().asDiagonal() +
                         svd.matrixV().row(0).replicate(a.rows(), 1));
      },
      numbers(12, 7));
}
