// SPDX-License-Identifier: MIT
// What counted scalars count inside Eigen against the instructions that plain scalars execute. Included by one file for
// every instruction set.
#pragma once

#include "support/catch.hpp"
#include "support/eigen_execution.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Geometry>
#include <Eigen/LU>
#include <Eigen/QR>

#include <cstdint>

namespace packets {

// Three counts for one and the same work, of which two are wrong by one.
TEST_CASE("a count that is wrong by one is found") {
  using tally::counts;
  const auto work = [](std::uint64_t additions) {
    return counts().add(operation::add, tally::precision::f64, additions).add(operation::mul, tally::precision::f64, 9);
  };
  CHECK(disagreement(work(9), work(9), {}) == "");
  if (!exactly) return;
  CHECK(disagreement(work(9), work(8), {}) == "add: 9 executed, 8 counted; ");
  CHECK(disagreement(work(9), work(10), {}) == "add: 9 executed, 10 counted; ");
  CHECK(disagreement(work(9), work(10), {.mul = 2}) == "add: 9 executed, 10 counted; ");
  CHECK(disagreement(work(9), work(8), {.add = 2}) == "add: 9 executed, 8 counted; ");
  CHECK(disagreement(work(9), work(11), {.add = 2}) == "");
}

template <class T>
void coefficients(Eigen::Index n) {
  const matrix<T> a = numbers<T>(n, n, 1);
  const matrix<T> b = numbers<T>(n, n, 2);
  executes("dot", a, b, [](auto& x, auto& y, auto& z) { z(0) = x.col(0).dot(y.col(0)); });
  executes("sum", a, b, [](auto& x, auto&, auto& z) { z(0) = x.sum(); });
  executes("norm", a, b, [](auto& x, auto&, auto& z) { z(0) = x.norm(); });
  executes("largest", a, b, [](auto& x, auto&, auto& z) { z(0) = x.maxCoeff(); });
  executes("axpy", a, b, [](auto& x, auto&, auto& z) { z += scalar<decltype(x)>(3) * x; });
  executes("rational", a, b, [](auto& x, auto& y, auto& z) {
    z.array() = (x.array() + y.array() * x.array()) / (y.array() - x.array());
  });
  executes("root", a, b, [](auto& x, auto& y, auto& z) { z.array() = x.array().abs().sqrt().max(y.array()); });
}

TEST_CASE("coefficients and reductions execute what they count") {
  if (!steps()) return;
  for (const Eigen::Index n : {8, 17}) {
    coefficients<float>(n);
    coefficients<double>(n);
  }
}

// Two multiplications make alpha, which is 1.
template <class T>
void products(Eigen::Index n) {
  const foldings alpha{.mul = 2};
  const matrix<T> a = numbers<T>(n, n, 1);
  const matrix<T> b = numbers<T>(n, n, 2);
  executes(
      "product", a, b, [](auto& x, auto& y, auto& z) { z.noalias() = x * y; }, alpha);
  executes(
      "a x", a, b, [](auto& x, auto& y, auto& z) { z.col(0).noalias() = x * y.col(0); }, alpha);
  executes(
      "a' x", a, b, [](auto& x, auto& y, auto& z) { z.col(0).noalias() = x.transpose() * y.col(0); }, alpha);
}

TEST_CASE("products execute what they count, but for alpha") {
  if (!steps()) return;
#ifdef __AVX2__
  constexpr Eigen::Index large = 64;
#else
  constexpr Eigen::Index large = 32;
#endif
  for (const Eigen::Index n : {Eigen::Index(8), Eigen::Index(17), large}) {
    products<float>(n);
    products<double>(n);
  }
}

// What Eigen computes by kernels of fixed size, from two 4 x 4 matrices. Their changes of sign are bits.
template <class M>
using quaternion = Eigen::Quaternion<scalar<M>>;
template <class M>
using four = Eigen::Map<Eigen::Matrix<scalar<M>, 4, 1>>;

inline const auto invert = [](auto& x, auto&, auto& z) {
  using square = Eigen::Matrix<scalar<decltype(x)>, 4, 4>;
  z = square(x).inverse();
};
inline const auto invert_transposed = [](auto& x, auto&, auto& z) {
  using square = Eigen::Matrix<scalar<decltype(x)>, 4, 4>;
  z = square(x).transpose().inverse();
};
inline const auto multiply_quaternions = [](auto& x, auto& y, auto& z) {
  const quaternion<decltype(x)> p(x.col(0).data());
  const quaternion<decltype(x)> q(y.col(1).data());
  four<decltype(x)>(z.data()) = (p * q).coeffs();
};
inline const auto conjugate = [](auto& x, auto& y, auto& z) {
  const quaternion<decltype(x)> p(x.col(0).data());
  const Eigen::Map<const quaternion<decltype(x)>> q(y.col(1).data());
  four<decltype(x)>(z.data()) = (p.conjugate() * q).coeffs();
};
inline const auto cross = [](auto& x, auto& y, auto& z) {
  using vector = Eigen::Matrix<scalar<decltype(x)>, 4, 1>;
  four<decltype(x)>(z.data()) = vector(x.col(0)).cross3(vector(y.col(1)));
};

template <class T>
void kernels_of_fixed_size() {
  const matrix<T> a = numbers<T>(4, 4, 1);
  const matrix<T> b = numbers<T>(4, 4, 2);
  const foldings in_turns{.turns = true};
  executes("inverse", a, b, invert);
  executes("inverse of a transposed matrix", a, b, invert_transposed);
  executes("product of quaternions", a, b, multiply_quaternions, in_turns);
  executes("product with a conjugate", a, b, conjugate, in_turns);
  executes("cross product of 4-vectors", a, b, cross);
}

TEST_CASE("kernels of fixed size execute what they count") {
  if (!steps()) return;
  kernels_of_fixed_size<float>();
  kernels_of_fixed_size<double>();
}

// How many of a thousand results differ. A scalar kernel's do in most.
template <class T, class F>
int differing(const F& f) {
  int count = 0;
  for (std::uint32_t seed = 1; seed <= 1000; ++seed) {
    const matrix<T> a = numbers<T>(4, 4, seed);
    const matrix<T> b = numbers<T>(4, 4, seed + 1000);
    matrix<T> plain = b;
    matrix<counting<T>> result = counted(b);
    run(f, a, b, plain);
    run(f, counted(a), counted(b), result);
    if (!same_bits(plain, result)) ++count;
  }
  return count;
}

template <class T>
void bits_of_fixed_size() {
  CHECK(differing<T>(invert) == 0);
  CHECK(differing<T>(invert_transposed) == 0);
  CHECK(differing<T>(multiply_quaternions) == 0);
  CHECK(differing<T>(conjugate) == 0);
  CHECK(differing<T>(cross) == 0);
}

TEST_CASE("kernels of fixed size give the plain scalar's bits") {
  if (!can_run()) return;
  bits_of_fixed_size<float>();
  bits_of_fixed_size<double>();
}

// A triangular solution subtracts the product with each panel of four unknowns. Four multiply-adds are too few for the
// scalar kernel's second sum, so it adds 0 to every result of four columns at a time.
constexpr std::uint64_t zeros(Eigen::Index unknowns, Eigen::Index columns) {
  std::uint64_t sum = 0;
#ifdef EIGEN_DONT_VECTORIZE
  for (Eigen::Index solved = 4; solved < unknowns; solved += 4)
    sum += static_cast<std::uint64_t>((unknowns - solved) * (columns / 4 * 4));
#else
  static_cast<void>(unknowns), static_cast<void>(columns);
#endif
  return sum;
}

// Half of a compiler's work is here: one precision has to do for each instruction set.
#ifdef EIGEN_VECTORIZE_AVX
using real = float;
#else
using real = double;
#endif

matrix<real> positive_definite(Eigen::Index n) {
  const matrix<real> a = numbers<real>(n, n, 1);
  matrix<real> s = a * a.transpose();
  s.diagonal().array() += real(1);
  return s;
}

TEST_CASE("triangular solutions execute what they count, but for zeros") {
  if (!steps()) return;
  for (const Eigen::Index n : {8, 17}) {
    const matrix<real> s = positive_definite(n);
    const matrix<real> b = numbers<real>(n, n, 2);
    executes("many", s, b, [](auto& x, auto&, auto& z) { x.template triangularView<Eigen::Lower>().solveInPlace(z); },
             {.add = zeros(n, n)});
    executes("one", s, b, [](auto& x, auto&, auto& z) {
      auto column = z.col(0);
      x.template triangularView<Eigen::Upper>().solveInPlace(column);
    });
  }
}

TEST_CASE("decompositions execute what they count, but for alphas and unit diagonals") {
  if (!steps()) return;
  for (const Eigen::Index n : {8, 17}) {
    const auto size = static_cast<std::uint64_t>(n);
    const matrix<real> s = positive_definite(n);
    const matrix<real> b = numbers<real>(n, n, 2);
    // A product for every column but the first and the last.
    executes("LLT", s, b,
             [](auto& x, auto&, auto& z) {
               z = x;
               const Eigen::LLT<Eigen::Ref<matrix<scalar<decltype(x)>>>> decomposed(z);
             },
             {.mul = 2 * (size - 2), .decides = true});
    // 8 columns are done without products. Of 17, the first 8 solve for 9 more, and the next 8 for 1, multiplying by 1;
    // a 9 x 9 product has two alphas, a 1 x 1 one.
    executes("LU", b, b,
             [](auto& x, auto&, auto& z) {
               z = x;
               const Eigen::PartialPivLU<Eigen::Ref<matrix<scalar<decltype(x)>>>> decomposed(z);
               keep(decomposed);
             },
             {.mul = n == 8 ? 0U : 8 * 9 + 8 * 1 + 2 + 1, .add = n == 8 ? 0U : zeros(8, 9), .decides = true});
    // A product for every reflection.
    executes("QR", b, b,
             [](auto& x, auto&, auto& z) {
               z = x;
               const Eigen::HouseholderQR<Eigen::Ref<matrix<scalar<decltype(x)>>>> decomposed(z);
             },
             {.mul = 2 * (size - 1), .decides = true});
  }
}

}  // namespace packets
