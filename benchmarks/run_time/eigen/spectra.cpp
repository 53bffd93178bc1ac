// SPDX-License-Identifier: MIT
// Singular values and eigenvalues.

#include "compare.hpp"
#include "numbers.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/SVD>

namespace {

template <class S>
struct jacobi_svd {
  matrix<S> a;
  Eigen::JacobiSVD<matrix<S>> of;
  explicit jacobi_svd(Index n) : a(numbers<S>(n, n, 7)) {}
  void operator()() { of.compute(a, Eigen::ComputeThinU | Eigen::ComputeThinV); }
};
template <class S>
struct bdc_svd {
  matrix<S> a;
  Eigen::BDCSVD<matrix<S>> of;
  explicit bdc_svd(Index n) : a(numbers<S>(n, n, 8)) {}
  void operator()() { of.compute(a, Eigen::ComputeThinU | Eigen::ComputeThinV); }
};
template <class S>
struct eigenvalues : decomposition<S, Eigen::SelfAdjointEigenSolver> {
  using decomposition<S, Eigen::SelfAdjointEigenSolver>::decomposition;
};

[[maybe_unused]] const bool registered = compare_at<jacobi_svd>("jacobi_svd", {64}) &&
                                         compare_at<bdc_svd>("bdc_svd", {64}) &&
                                         compare_at<eigenvalues>("self_adjoint_eigen_solver", {64, 128});

}  // namespace
