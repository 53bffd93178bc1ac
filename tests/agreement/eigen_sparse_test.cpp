// SPDX-License-Identifier: MIT
// Sparse products and iterative solvers: to the bit as on plain numbers, and nothing uncounted.

#define EIGEN_DONT_VECTORIZE
#include "support/eigen_agreement.hpp"

#include <Eigen/IterativeLinearSolvers>
#include <Eigen/SparseCore>

// The five-point Laplacian of an n x n grid, plus its dense argument's diagonal.
template <class S>
Eigen::SparseMatrix<S> laplacian(const matrix<S>& a) {
  const Eigen::Index n = a.rows();
  Eigen::SparseMatrix<S> result(n * n, n * n);
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < n; ++j) {
      const Eigen::Index here = i * n + j;
      result.coeffRef(here, here) = S(5) + a(i, j);
      if (i > 0) result.coeffRef(here, here - n) = S(-1);
      if (j > 0) result.coeffRef(here, here - 1) = S(-1);
      if (i + 1 < n) result.coeffRef(here, here + n) = S(-1);
      if (j + 1 < n) result.coeffRef(here, here + 1) = S(-1);
    }
  result.makeCompressed();
  return result;
}

TEST_CASE("sparse products agree") {
  agrees(
      [](const auto& a, const auto& b) {
        using S = typename std::decay_t<decltype(a)>::Scalar;
        const Eigen::SparseMatrix<S> m = laplacian<S>(a);
        const Eigen::SparseMatrix<S, Eigen::RowMajor> rows = m;
        const Eigen::SparseMatrix<S> squared = (m * m).pruned() + S(2) * m;
        matrix<S> c = m * b + rows * b;
        c += matrix<S>(squared) * b;
        c.col(0) += m.template selfadjointView<Eigen::Lower>() * b.col(0);
        c.col(1) += m.transpose() * b.col(1);
        c.col(2) = m.template triangularView<Eigen::Lower>().solve(b.col(2));
        return c;
      },
      numbers(5, 5), numbers(25, 3));
}

TEST_CASE("conjugate gradients and BiCGSTAB agree") {
  agrees(
      [](const auto& a, const auto& b) {
        using S = typename std::decay_t<decltype(a)>::Scalar;
        const Eigen::SparseMatrix<S> m = laplacian<S>(a);
        const Eigen::ConjugateGradient<Eigen::SparseMatrix<S>> gradients(m);
        const Eigen::BiCGSTAB<Eigen::SparseMatrix<S>> stabilised(m);
        matrix<S> c(b.rows(), 2);
        c << gradients.solve(b), stabilised.solve(b);
        return c;
      },
      numbers(5, 5), numbers(25, 1));
}
