// SPDX-License-Identifier: MIT
// Compares Eigen's vectorised kernels on counted scalars with the same kernels on plain ones, and counts.
#pragma once

#include "support/catch.hpp"
#include "tally/core/counts.hpp"
#include "tally/core/measure.hpp"
#include "tally/eigen/packets.hpp"

#include <Eigen/Core>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>

namespace packets {

using tally::operation;

template <class S>
using matrix = Eigen::Matrix<S, Eigen::Dynamic, Eigen::Dynamic>;

// A machine that cannot run what this file was compiled for has nothing to say about it.
inline bool can_run() {
#ifdef __AVX512F__
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq");
#elif defined(__AVX2__)
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
  return true;
#endif
}

// The scalar S, real or complex, with counting.
template <class S>
using counting = typename tally::detail::scalar_with_counting<S>::type;

// The same numbers, in (-0.5, 0.5), for every scalar.
template <class S>
matrix<S> numbers(Eigen::Index rows, Eigen::Index columns, std::uint32_t seed) {
  using T = typename Eigen::NumTraits<S>::Real;
  matrix<S> m(rows, columns);
  T* const parts = reinterpret_cast<T*>(m.data());
  for (Eigen::Index i = 0; i < m.size() * static_cast<Eigen::Index>(sizeof(S) / sizeof(T)); ++i) {
    seed = seed * 1664525U + 1013904223U;
    parts[i] = static_cast<T>(static_cast<double>(seed >> 8U) / 16777216.0 - 0.5);
  }
  return m;
}

template <class S>
matrix<counting<S>> counted(const matrix<S>& m) {
  return m.template cast<counting<S>>();
}

template <class S>
bool same_bits(const matrix<S>& a, const matrix<counting<S>>& b) {
  return a.rows() == b.rows() && a.cols() == b.cols() &&
         std::memcmp(static_cast<const void*>(a.data()), static_cast<const void*>(b.data()),
                     sizeof(S) * static_cast<std::size_t>(a.size())) == 0;
}

// f(a, b) on n x n matrices: the same bits on plain and on counted scalars. Returns what it counted.
template <class S, class F>
tally::counts same(const char* what, F f, Eigen::Index n) {
  const matrix<S> a = numbers<S>(n, n, 1);
  const matrix<S> b = numbers<S>(n, n, 2);
  const matrix<counting<S>> counted_a = counted(a);
  const matrix<counting<S>> counted_b = counted(b);
  const matrix<S> plain = f(a, b);
  matrix<counting<S>> result;
  const tally::counts spent = tally::measure([&] { result = f(counted_a, counted_b); });
  INFO(what << ", n = " << n << ", " << sizeof(S) << " bytes");
  CHECK(same_bits(plain, result));
  return spent;
}

template <class F>
void agrees(const char* what, F f) {
  for (const Eigen::Index n : {1, 3, 4, 7, 8, 16, 21, 40}) {
    same<float>(what, f, n);
    same<double>(what, f, n);
  }
}

// The scalar of a matrix that a generic lambda was given.
template <class M>
using scalar = typename std::decay_t<M>::Scalar;

template <class T>
inline constexpr int lanes = Eigen::internal::packet_traits<T>::size;

#if defined(EIGEN_VECTORIZE_FMA) || defined(EIGEN_VECTORIZE_NEON)
inline constexpr bool fused = true;
#else
inline constexpr bool fused = false;
#endif

}  // namespace packets
