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

// The same numbers, in (-0.5, 0.5), for every scalar.
template <class T>
matrix<T> numbers(Eigen::Index rows, Eigen::Index columns, std::uint32_t seed) {
  matrix<T> m(rows, columns);
  for (Eigen::Index i = 0; i < m.size(); ++i) {
    seed = seed * 1664525U + 1013904223U;
    m.data()[i] = static_cast<T>(static_cast<double>(seed >> 8U) / 16777216.0 - 0.5);
  }
  return m;
}

template <class T>
matrix<tally::counted<T>> counted(const matrix<T>& m) {
  return m.template cast<tally::counted<T>>();
}

template <class T>
bool same_bits(const matrix<T>& a, const matrix<tally::counted<T>>& b) {
  return a.rows() == b.rows() && a.cols() == b.cols() &&
         std::memcmp(static_cast<const void*>(a.data()), static_cast<const void*>(b.data()),
                     sizeof(T) * static_cast<std::size_t>(a.size())) == 0;
}

// f(a, b) on n x n matrices: the same bits on plain and on counted scalars. Returns what it counted.
template <class T, class F>
tally::counts same(const char* what, F f, Eigen::Index n) {
  const matrix<T> a = numbers<T>(n, n, 1);
  const matrix<T> b = numbers<T>(n, n, 2);
  const matrix<tally::counted<T>> counted_a = counted(a);
  const matrix<tally::counted<T>> counted_b = counted(b);
  const matrix<T> plain = f(a, b);
  matrix<tally::counted<T>> result;
  const tally::counts spent = tally::measure([&] { result = f(counted_a, counted_b); });
  INFO(what << ", n = " << n << ", " << sizeof(T) << " bytes");
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

#ifdef EIGEN_VECTORIZE_FMA
inline constexpr bool fused = true;
#else
inline constexpr bool fused = false;
#endif

}  // namespace packets
