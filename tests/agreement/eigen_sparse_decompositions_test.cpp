// SPDX-License-Identifier: MIT
// Sparse decompositions: to the bit as on plain numbers, and nothing uncounted.

#define EIGEN_DONT_VECTORIZE
#include "support/eigen_agreement.hpp"

#include <Eigen/SparseCholesky>
#include <Eigen/SparseLU>

TEST_CASE("SimplicialLDLT agrees") {
  agrees(
      [](const auto& a, const auto& b) {
        using S = typename std::decay_t<decltype(a)>::Scalar;
        const Eigen::SimplicialLDLT<Eigen::SparseMatrix<S>> ldlt(Eigen::SparseMatrix<S>(a.sparseView()));
        return matrix<S>(ldlt.solve(b));
      },
      positive_definite(15), numbers(15, 2));
}

TEST_CASE("SparseLU agrees") {
  agrees(
      [](const auto& a, const auto& b) {
        using S = typename std::decay_t<decltype(a)>::Scalar;
        Eigen::SparseLU<Eigen::SparseMatrix<S>> lu;
        lu.compute(Eigen::SparseMatrix<S>(a.sparseView()));
        return matrix<S>(lu.solve(b));
      },
      numbers(15, 15), numbers(15, 2));
}
