// SPDX-License-Identifier: MIT
// LU decompositions and inverses: to the bit as on plain numbers, and nothing uncounted.

#define EIGEN_DONT_VECTORIZE
#include "support/eigen_agreement.hpp"

#include <Eigen/LU>

TEST_CASE("PartialPivLU and FullPivLU agree") {
  const auto kernel = [](const auto& a, const auto& b) {
    using S = typename std::decay_t<decltype(a)>::Scalar;
    const Eigen::PartialPivLU<matrix<S>> partial(a);
    const Eigen::FullPivLU<matrix<S>> full(a);
    matrix<S> c(a.rows(), 2 * a.rows() + 2);
    c << partial.matrixLU(), full.inverse(), partial.solve(b.col(0)), full.solve(b.col(0));
    c(0, 0) += partial.determinant();
    return c;
  };
  for (const int n : {3, 20, 70}) agrees(kernel, numbers(n, n, 1), numbers(n, 1, 2));
}

TEST_CASE("inverses and determinants of small matrices agree") {
  agrees(
      [](const auto& a) {
        using S = typename std::decay_t<decltype(a)>::Scalar;
        const Eigen::Matrix<S, 2, 2> two = a.template topLeftCorner<2, 2>();
        const Eigen::Matrix<S, 3, 3> three = a.template topLeftCorner<3, 3>();
        const Eigen::Matrix<S, 4, 4> four = a.template topLeftCorner<4, 4>();
        matrix<S> c = four.inverse();
        c.template topLeftCorner<3, 3>() += three.inverse();
        c.template topLeftCorner<2, 2>() += two.inverse();
        c(3, 3) = two.determinant() + three.determinant() + four.determinant();
        return c;
      },
      numbers(4, 4));
}
