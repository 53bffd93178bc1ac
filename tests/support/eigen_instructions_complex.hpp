// SPDX-License-Identifier: MIT
// What complex counted scalars count inside Eigen against the instructions that plain ones execute. Included by one
// file for every instruction set.
#pragma once

#include "support/catch.hpp"
#include "support/eigen_complex_packets.hpp"
#include "support/eigen_execution.hpp"

#include <Eigen/Cholesky>

#include <complex>
#include <cstdint>

namespace packets {

// From SSE3 on, complex products subtract and add in turns.
#ifdef EIGEN_VECTORIZE_SSE3
inline constexpr bool turns = true;
#else
inline constexpr bool turns = false;
#endif

// Two complex multiplications make alpha, which is 1.
inline constexpr foldings alphas{.mul = 8, .add = 4, .decides = true};

template <class T>
void complex_coefficients(Eigen::Index n) {
  using Z = std::complex<T>;
  constexpr foldings none{.turns = turns};
  const matrix<Z> a = numbers<Z>(n, n, 1);
  const matrix<Z> b = numbers<Z>(n, n, 2);
  executes(
      "dot", a, b, [](auto& x, auto& y, auto& z) { z(0) = x.col(0).dot(y.col(0)); }, none);
  executes(
      "sum", a, b, [](auto& x, auto&, auto& z) { z(0) = x.sum(); }, none);
  executes(
      "product", a, b, [](auto& x, auto& y, auto& z) { z = x.cwiseProduct(y) - x.conjugate(); }, none);
  executes(
      "quotient", a, b, [](auto& x, auto& y, auto& z) { z = x.cwiseQuotient(y); }, none);
  executes(
      "root", a, b, [](auto& x, auto&, auto& z) { z = x.cwiseSqrt(); }, none);
  executes(
      "product of all", a, b, [](auto& x, auto&, auto& z) { z(0) = x.prod(); }, none);
}

TEST_CASE("complex coefficients and reductions execute what they count") {
  if (!has_complex_packets() || !steps()) return;
  for (const Eigen::Index n : {8, 18}) {
    complex_coefficients<float>(n);
    complex_coefficients<double>(n);
  }
}

template <class T>
void complex_products(Eigen::Index n) {
  using Z = std::complex<T>;
  const matrix<Z> a = numbers<Z>(n, n, 1);
  const matrix<Z> b = numbers<Z>(n, n, 2);
  executes(
      "product", a, b, [](auto& x, auto& y, auto& z) { z.noalias() = x * y; }, alphas);
  executes(
      "real times complex", a, b, [](auto& x, auto& y, auto& z) { z.noalias() = x.real() * y; }, alphas);
  executes(
      "a x", a, b, [](auto& x, auto& y, auto& z) { z.col(0).noalias() = x * y.col(0); }, alphas);
  executes(
      "a* x", a, b, [](auto& x, auto& y, auto& z) { z.col(0).noalias() = x.adjoint() * y.col(0); }, alphas);
}

TEST_CASE("complex products execute what they count, but for alpha") {
  if (!has_complex_packets() || !steps()) return;
  for (const Eigen::Index n : {8, 17}) {
    complex_products<float>(n);
    complex_products<double>(n);
  }
}

// Without the norm that LLT takes to estimate its condition: the C library's hypot does not show what it executes.
TEST_CASE("a complex Cholesky decomposition executes what it counts, but for alphas") {
  if (!has_complex_packets() || !steps()) return;
#ifdef EIGEN_VECTORIZE_AVX
  using Z = std::complex<float>;
#else
  using Z = std::complex<double>;
#endif
  for (const Eigen::Index n : {8, 17}) {
    const matrix<Z> a = numbers<Z>(n, n, 1);
    matrix<Z> s = a * a.adjoint();
    s.diagonal().array() += Z(1);
    // A product for every column but the first and the last, and where SSE2 multiplies its results by an alpha that is
    // -1, one of the two vector multiplications and their sum.
    const auto size = static_cast<std::uint64_t>(n);
    const std::uint64_t results = turns ? 0 : (size - 1) * (size - 2) / 2;
    executes("LLT", s, a,
             [](auto& x, auto&, auto& z) {
               z = x;
               Eigen::internal::llt_inplace<scalar<decltype(x)>, Eigen::Lower>::blocked(z);
             },
             {.mul = 4 * (size - 2) + 2 * results, .add = 2 * results, .decides = true});
  }
}

}  // namespace packets
