// SPDX-License-Identifier: MIT
// Compares Eigen's kernels on complex counted scalars with the same kernels on plain ones.
#pragma once

#include "support/eigen_packets.hpp"

#include <complex>

namespace packets {

// Half of a compiler's work is here: one precision has to do for each instruction set. Those that are left are compared
// where instructions are.
#ifdef EIGEN_VECTORIZE_AVX
using part = double;
#else
using part = float;
#endif
using complex = std::complex<part>;

// Whether complex numbers have packets here: with Eigen 5.0 counted ones take its scalar path.
inline bool has_complex_packets() {
#if EIGEN_VERSION_AT_LEAST(3, 4, 90)
  return false;
#else
  return can_run();
#endif
}

template <class F>
void complex_agrees(const char* what, F f) {
  if (!has_complex_packets()) return;
  for (const Eigen::Index n : {1, 5, 16, 21}) same<complex>(what, f, n);
}

}  // namespace packets
