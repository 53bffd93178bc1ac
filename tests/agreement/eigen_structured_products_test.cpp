// SPDX-License-Identifier: MIT
// Triangular and self-adjoint factors: to the bit as on plain numbers, and nothing uncounted.

#define EIGEN_DONT_VECTORIZE
#include "support/eigen_agreement.hpp"

TEST_CASE("triangular and self-adjoint products and solves agree") {
  agrees(
      [](const auto& a, const auto& b) {
        using S = typename std::decay_t<decltype(a)>::Scalar;
        matrix<S> c = a.template triangularView<Eigen::Lower>() * b;
        c.noalias() += a.template selfadjointView<Eigen::Upper>() * b;
        c.template selfadjointView<Eigen::Lower>().rankUpdate(b, S(3));
        c.template selfadjointView<Eigen::Lower>().rankUpdate(b.col(0), b.col(1), S(2));
        a.template triangularView<Eigen::UnitUpper>().solveInPlace(c);
        c.col(0) = a.template triangularView<Eigen::Lower>().solve(b.col(0)).eval();
        c.col(1) = a.template triangularView<Eigen::Lower>() * b.col(1);
        c.col(2) = a.template selfadjointView<Eigen::Lower>() * b.col(1);
        return c;
      },
      positive_definite(20, 1), numbers(20, 20, 2));
}
