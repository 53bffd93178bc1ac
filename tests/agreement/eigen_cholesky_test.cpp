// SPDX-License-Identifier: MIT
// Cholesky decompositions: to the bit as on plain numbers, and nothing uncounted.

#define EIGEN_DONT_VECTORIZE
#include "support/eigen_agreement.hpp"

#include <Eigen/Cholesky>

TEST_CASE("LLT and LDLT agree") {
  const auto kernel = [](const auto& a, const auto& b) {
    using S = typename std::decay_t<decltype(a)>::Scalar;
    const Eigen::LLT<matrix<S>> llt(a);
    const Eigen::LDLT<matrix<S>> ldlt(a);
    matrix<S> c(a.rows(), a.rows() + 3);
    c << matrix<S>(llt.matrixL()), llt.solve(b.col(0)), ldlt.solve(b.col(0)), ldlt.vectorD();
    c(0, 1) = llt.rcond();
    return c;
  };
  for (const int n : {3, 20, 70}) agrees(kernel, positive_definite(n), numbers(n, 1));
}
