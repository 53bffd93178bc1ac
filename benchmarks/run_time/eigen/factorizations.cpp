// SPDX-License-Identifier: MIT
// Factorizations.

#include "compare.hpp"
#include "numbers.hpp"

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <Eigen/QR>

namespace {

template <class M>
using lower_llt = Eigen::LLT<M>;
template <class M>
using lower_ldlt = Eigen::LDLT<M>;
template <class S>
using llt = decomposition<S, lower_llt>;
template <class S>
using ldlt = decomposition<S, lower_ldlt>;
template <class S>
struct lu : decomposition<S, Eigen::PartialPivLU> {
  explicit lu(Index n) : decomposition<S, Eigen::PartialPivLU>(n) { this->a = numbers<S>(n, n, 5); }
};
template <class S>
struct householder_qr {
  matrix<S> a;
  Eigen::HouseholderQR<matrix<S>> of;
  explicit householder_qr(Index n) : a(numbers<S>(n, n, 6)), of(n, n) {}
  void operator()() { of.compute(a); }
};

[[maybe_unused]] const bool registered = compare_at<llt>("llt", {64, 256}) && compare_at<ldlt>("ldlt", {64, 256}) &&
                                         compare_at<lu>("partial_piv_lu", {64, 256}) &&
                                         compare_at<householder_qr>("householder_qr", {64, 256});

}  // namespace
