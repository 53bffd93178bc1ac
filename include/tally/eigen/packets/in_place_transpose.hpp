// SPDX-License-Identifier: MIT
// transposeInPlace of counted matrices.
#pragma once

#include "tally/eigen/scalar.hpp"

#include <Eigen/Core>

// Eigen calls its transposition of packets here by a qualified name, which finds no overload for packets of one's own.
// Nothing is computed, so that the coefficients may as well be exchanged one by one.
namespace Eigen::internal {

template <class Matrix>
  requires ::tally::detail::counts_in_eigen<typename Matrix::Scalar>
struct inplace_transpose_selector<Matrix, true, true> : inplace_transpose_selector<Matrix, true, false> {
};

template <class Matrix, bool MatchesPacket>
  requires ::tally::detail::counts_in_eigen<typename Matrix::Scalar>
struct inplace_transpose_selector<Matrix, false, MatchesPacket> {
  static void run(Matrix& m) {
    if (m.rows() == m.cols())
      m.matrix().template triangularView<StrictlyUpper>().swap(
          m.matrix().transpose().template triangularView<StrictlyUpper>());
    else
      m = m.transpose().eval();
  }
};

}  // namespace Eigen::internal
