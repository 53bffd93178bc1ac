// SPDX-License-Identifier: MIT
// QR with pivoting: to the bit as on plain numbers, and nothing uncounted.

#define EIGEN_DONT_VECTORIZE
#include "support/eigen_agreement.hpp"

#include <Eigen/QR>

TEST_CASE("the pivoting decompositions agree") {
  agrees(
      [](const auto& a, const auto& b) {
        using S = typename std::decay_t<decltype(a)>::Scalar;
        const Eigen::ColPivHouseholderQR<matrix<S>> columns(a);
        const Eigen::FullPivHouseholderQR<matrix<S>> full(a);
        const Eigen::CompleteOrthogonalDecomposition<matrix<S>> complete(a);
        matrix<S> c(a.cols(), 3);
        c << columns.solve(b), full.solve(b), complete.solve(b);
        return c;
      },
      numbers(12, 7), numbers(12, 1));
}
