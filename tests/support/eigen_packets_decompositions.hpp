// SPDX-License-Identifier: MIT
// Decompositions on packets: the plain scalar's bits. Included by one file for every instruction set.
#pragma once

#include "support/eigen_packets.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <Eigen/QR>

namespace packets {

template <class M>
matrix<scalar<M>> positive_definite(const M& a) {
  matrix<scalar<M>> s = a * a.transpose();
  s.diagonal().array() += scalar<M>(1);
  return s;
}

template <class F>
void decomposition_agrees(const char* what, F f) {
  if (!can_run()) return;
  for (const Eigen::Index n : {1, 5, 16, 47}) {
    same<float>(what, f, n);
    same<double>(what, f, n);
  }
}

TEST_CASE("Cholesky decompositions are the plain scalar's, to the bit") {
  decomposition_agrees("LLT", [](const auto& a, const auto&) -> matrix<scalar<decltype(a)>> {
    return positive_definite(a).llt().matrixL();
  });
  decomposition_agrees("LDLT", [](const auto& a, const auto& b) -> matrix<scalar<decltype(a)>> {
    return positive_definite(a).ldlt().solve(b);
  });
}

TEST_CASE("LU is the plain scalar's, to the bit") {
  decomposition_agrees(
      "LU", [](const auto& a, const auto& b) -> matrix<scalar<decltype(a)>> { return a.partialPivLu().solve(b); });
}

TEST_CASE("QR is the plain scalar's, to the bit") {
  decomposition_agrees(
      "QR", [](const auto& a, const auto&) -> matrix<scalar<decltype(a)>> { return a.householderQr().matrixQR(); });
}

TEST_CASE("self-adjoint eigenvectors are the plain scalar's, to the bit") {
  decomposition_agrees("eigenvectors", [](const auto& a, const auto&) -> matrix<scalar<decltype(a)>> {
    const matrix<scalar<decltype(a)>> s = a + a.transpose();
    return Eigen::SelfAdjointEigenSolver<matrix<scalar<decltype(a)>>>(s).eigenvectors();
  });
}

}  // namespace packets
