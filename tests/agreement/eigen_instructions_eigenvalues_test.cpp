// SPDX-License-Identifier: MIT
// flags: -O2 -ffp-contract=off -fno-math-errno -fno-tree-vectorize -fno-tree-slp-vectorize -mavx2 -mfma
// Instructions and counts of a decomposition whose work depends on the numbers.

#include "support/catch.hpp"
#include "support/eigen_execution.hpp"

#include <Eigen/Eigenvalues>

#include <cstdint>

namespace packets {

// The rotations of the QR iteration, from what they do to n rows of eigenvectors: 4 multiplications each.
std::uint64_t rotations(const matrix<double>& s) {
  using number = tally::counted<double>;
  const matrix<number> t = counted(matrix<double>(Eigen::Tridiagonalization<matrix<double>>(s).matrixT()));
  const Eigen::Matrix<number, Eigen::Dynamic, 1> diagonal = t.diagonal();
  const Eigen::Matrix<number, Eigen::Dynamic, 1> below = t.diagonal(-1);
  Eigen::SelfAdjointEigenSolver<matrix<number>> solver(s.rows());
  const auto multiplications = [&](int options) {
    const tally::counts spent = tally::measure([&] { solver.computeFromTridiagonal(diagonal, below, options); });
    return static_cast<std::uint64_t>(spent[operation::mul].value);
  };
  const std::uint64_t for_vectors =
      multiplications(Eigen::ComputeEigenvectors) - multiplications(Eigen::EigenvaluesOnly);
  return for_vectors / (4 * static_cast<std::uint64_t>(s.rows()));
}

// What a compiler leaves out: 1 divided by epsilon; and multiplications: the alphas and scales of n - 1 reflections of
// the matrix, 4 each and 1 at the end, and of n - 2 reflections of the vectors, 2 each; and of the eight products in a
// rotation of the tridiagonal matrix the two that occur twice.
TEST_CASE("eigenvectors execute what they count, but for alphas and for products that occur twice") {
  if (!steps()) return;
  for (const Eigen::Index n : {8, 17}) {
    const matrix<double> a = numbers<double>(n, n, 1);
    const matrix<double> s = a + a.transpose();
    const auto size = static_cast<std::uint64_t>(n);
    executes("eigenvectors", s, s,
             [](auto& x, auto&, auto& z) {
               z = Eigen::SelfAdjointEigenSolver<matrix<scalar<decltype(x)>>>(x).eigenvectors();
             },
             {.mul = 4 * (size - 1) + 1 + 2 * (size - 2) + 2 * rotations(s), .div = 1, .decides = true});
  }
}

}  // namespace packets
