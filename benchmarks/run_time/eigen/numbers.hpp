// SPDX-License-Identifier: MIT
// The matrices that kernels work on, and decompositions as kernels.
#pragma once

#include "tally/eigen.hpp"

#include <Eigen/Core>

#include <cstdint>

using Eigen::Dynamic;
using Eigen::Index;

template <class S>
using matrix = Eigen::Matrix<S, Dynamic, Dynamic>;
template <class S>
using vector = Eigen::Matrix<S, Dynamic, 1>;

// The same numbers for plain and counted scalars.
template <class S>
matrix<S> numbers(Index rows, Index columns, std::uint32_t seed) {
  matrix<S> m(rows, columns);
  for (Index i = 0; i < m.size(); ++i) {
    seed = seed * 1664525u + 1013904223u;
    m.data()[i] = S(static_cast<double>(seed >> 8) / double(1 << 24) - 0.5);
  }
  return m;
}
template <class S>
matrix<S> positive_definite(Index n) {
  const matrix<S> a = numbers<S>(n, n, 3);
  return a * a.transpose() + matrix<S>::Identity(n, n) * S(n);
}

template <class S, template <class> class Decomposition>
struct decomposition {
  matrix<S> a;
  Decomposition<matrix<S>> of;
  explicit decomposition(Index n) : a(positive_definite<S>(n)), of(n) {}
  void operator()() { of.compute(a); }
};
