// SPDX-License-Identifier: MIT
// Eigen's unsupported AutoDiff: to the bit as on plain numbers, and nothing uncounted.

#define EIGEN_DONT_VECTORIZE
#include "support/eigen_agreement.hpp"

#include <unsupported/Eigen/AutoDiff>

TEST_CASE("automatic differentiation agrees") {
  agrees(
      [](const auto& a) {
        using S = typename std::decay_t<decltype(a)>::Scalar;
        using vector = Eigen::Matrix<S, 3, 1>;
        using active = Eigen::AutoDiffScalar<vector>;
        const active x(a(0), 3, 0);
        const active y(a(1), 3, 1);
        const active z(a(2), 3, 2);
        const active f = x * y * sin(z) + exp(x) / (y * y + active(S(1))) - sqrt(z * z + active(S(2))) + x * S(2);
        vector c = f.derivatives();
        c(0) += f.value();
        return c;
      },
      numbers(3, 1));
}
