// SPDX-License-Identifier: MIT
// Singular values and eigenvalues.

#include "compare.hpp"
#include "numbers.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/SVD>

namespace {

template <class S, template <class> class Decomposition>
struct singular_values {
  matrix<S> a;
  Decomposition<matrix<S>> of;
  explicit singular_values(Index n) : a(numbers<S>(n, n, 7)) {}
  void operator()() { of.compute(a, Eigen::ComputeThinU | Eigen::ComputeThinV); }
};
template <class M>
using two_sided_jacobi = Eigen::JacobiSVD<M>;
template <class M>
using divide_and_conquer = Eigen::BDCSVD<M>;
template <class S>
using jacobi_svd = singular_values<S, two_sided_jacobi>;
template <class S>
using bdc_svd = singular_values<S, divide_and_conquer>;
template <class S>
struct eigenvalues : decomposition<S, Eigen::SelfAdjointEigenSolver> {
  using decomposition<S, Eigen::SelfAdjointEigenSolver>::decomposition;
};

[[maybe_unused]] const bool registered = compare_at<jacobi_svd>("jacobi_svd", {64}) &&
                                         compare_at<bdc_svd>("bdc_svd", {64}) &&
                                         compare_at<eigenvalues>("self_adjoint_eigen_solver", {64, 128});

}  // namespace
