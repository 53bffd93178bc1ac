// SPDX-License-Identifier: MIT
// QR: to the bit as on plain numbers, and nothing uncounted.

#define EIGEN_DONT_VECTORIZE
#include "support/eigen_agreement.hpp"

#include <Eigen/QR>

TEST_CASE("HouseholderQR agrees, unblocked and blocked") {
  const auto kernel = [](const auto& a, const auto& b) {
    using S = typename std::decay_t<decltype(a)>::Scalar;
    const Eigen::HouseholderQR<matrix<S>> qr(a);
    matrix<S> c(a.rows(), a.cols() + 1);
    c << qr.matrixQR(), b;
    c.topRightCorner(a.cols(), 1) += qr.solve(b.col(0));
    return c;
  };
  agrees(kernel, numbers(9, 5), numbers(9, 1));
  agrees(kernel, numbers(70, 60), numbers(70, 1));
}
