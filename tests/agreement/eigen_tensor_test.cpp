// SPDX-License-Identifier: MIT
// Eigen's unsupported tensors: to the bit as on plain numbers, and nothing uncounted.

#define EIGEN_DONT_VECTORIZE
#include "support/eigen_agreement.hpp"

#include <unsupported/Eigen/CXX11/Tensor>

TEST_CASE("tensor expressions, contractions, reductions and convolutions agree") {
  agrees(
      [](const auto& a, const auto& b) {
        using S = typename std::decay_t<decltype(a)>::Scalar;
        using tensor = Eigen::Tensor<S, 2>;
        const Eigen::TensorMap<const tensor> x(a.data(), a.rows(), a.cols());
        const Eigen::TensorMap<const tensor> y(b.data(), b.rows(), b.cols());
        const Eigen::array<Eigen::IndexPair<Eigen::Index>, 1> inner = {Eigen::IndexPair<Eigen::Index>(1, 0)};
        tensor c = x.contract(y, inner);
        c = c + x * y - x.sqrt().abs() / y.exp() + x.cwiseMax(y);
        const Eigen::array<Eigen::Index, 1> rows = {1};
        const Eigen::Tensor<S, 1> sums = x.sum(rows);
        const Eigen::Tensor<S, 0> mean = y.mean();
        const Eigen::array<Eigen::Index, 2> both = {0, 1};
        const tensor kernel = x.slice(Eigen::array<Eigen::Index, 2>{0, 0}, Eigen::array<Eigen::Index, 2>{2, 2});
        const tensor smooth = y.convolve(kernel, both);
        matrix<S> result = Eigen::Map<const matrix<S>>(c.data(), a.rows(), a.cols());
        result.col(0) += Eigen::Map<const column<S>>(sums.data(), a.rows());
        result(0, 0) += mean();
        result.topLeftCorner(a.rows() - 1, a.cols() - 1) +=
            Eigen::Map<const matrix<S>>(smooth.data(), a.rows() - 1, a.cols() - 1);
        return result;
      },
      numbers(9, 9, 1).cwiseAbs(), numbers(9, 9, 2));
}
