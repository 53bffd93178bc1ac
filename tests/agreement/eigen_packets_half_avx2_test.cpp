// SPDX-License-Identifier: MIT
// flags: -O2 -mavx2 -mfma -ffp-contract=off -fno-tree-vectorize -fno-tree-slp-vectorize
// 16-bit numbers on packets, in which Eigen computes in float: bits, counts, and instructions.

#include "support/eigen_packets.hpp"
#include "support/instructions.hpp"
#include "tally/eigen/half.hpp"

#include <Eigen/Core>
#include <unsupported/Eigen/SpecialFunctions>

#include <cstdint>

namespace packets {

#ifdef TALLY_EIGEN_HALF_PACKETS
inline bool has_half_packets() { return can_run(); }
static_assert(bool(Eigen::internal::packet_traits<tally::counted<Eigen::half>>::Vectorizable));
static_assert(lanes<tally::counted<Eigen::half>> == lanes<Eigen::half>);
static_assert(lanes<tally::counted<Eigen::bfloat16>> == lanes<Eigen::bfloat16>);
#else
inline bool has_half_packets() { return false; }
#endif

template <class F>
void half_agrees(const char* what, F f) {
  if (!has_half_packets()) return;
  for (const Eigen::Index n : {1, 8, 21}) {
    same<Eigen::half>(what, f, n);
    same<Eigen::bfloat16>(what, f, n);
  }
}

TEST_CASE("arithmetic on 16-bit numbers is the plain scalar's, to the bit") {
  half_agrees("product", [](const auto& a, const auto& b) {
    matrix<scalar<decltype(a)>> c = b;
    c.noalias() -= a.transpose() * b;
    c.col(0) += a * b.col(0);
    return c;
  });
  half_agrees("coefficients", [](const auto& a, const auto& b) -> matrix<scalar<decltype(a)>> {
    using T = scalar<decltype(a)>;
    const auto& x = a.array();
    const auto& y = b.array();
    return (x / (y + T(2.F)) - x * (-y) + (x.min)(y) * (x < y).select(x, y.floor()) + x.abs().sqrt()).matrix();
  });
  half_agrees("functions", [](const auto& a, const auto& b) -> matrix<scalar<decltype(a)>> {
    return (a.array().exp() + a.array().abs().log() + b.array().tanh() + b.array().abs().rsqrt() + a.array().erf())
        .matrix();
  });
  half_agrees("reductions", [](const auto& a, const auto& b) {
    return matrix<scalar<decltype(a)>>(
        matrix<scalar<decltype(a)>>::Constant(1, 1, a.sum() + a.prod() + a.maxCoeff() + a.col(0).dot(b.col(0))));
  });
}

// One operation on 16-bit numbers is one in float. Eigen 3.4 under g++ converts without the processor's instructions,
// by integers, and by an addition or a subtraction where a number is zero or subnormal.
template <class F>
void executes_in_float(const char* what, bool has_zeros, F f) {
  using T = Eigen::half;
  constexpr Eigen::Index n = 8;
  const matrix<T> a = numbers<T>(n, n, 1);
  const matrix<T> b = numbers<T>(n, n, 2);
  const tally::counts counted = same<T>(
      what,
      [&](const auto& x, const auto& y) {
        matrix<scalar<decltype(x)>> z = y;
        f(x, y, z);
        return z;
      },
      n);
  if (!instructions::available()) return;
  matrix<T> c = b;
  const tally::counts executed = instructions::executed_by([&] { f(a, b, c); });
  INFO(what << "\nexecuted " << executed << "\ncounted  " << counted);
  for (const operation kind : {operation::add, operation::sub, operation::mul, operation::div}) {
    const auto in_float = executed.at(kind, tally::precision::f32);
    const auto in_half = counted.at(kind, tally::precision::f16);
    if (has_zeros && (kind == operation::add || kind == operation::sub))
      CHECK(in_float >= in_half);
    else
      CHECK(in_float == in_half);
  }
}

TEST_CASE("16-bit numbers execute in float what they count") {
  if (!has_half_packets()) return;
#ifndef __clang__
  executes_in_float("product", true, [](auto& a, auto& b, auto& c) { c.noalias() = a * b; });
  executes_in_float("a x", true, [](auto& a, auto& b, auto& c) { c.col(0).noalias() = a * b.col(0); });
  executes_in_float("dot", false, [](auto& a, auto& b, auto& c) { c(0) = a.col(0).dot(b.col(0)); });
  executes_in_float("rational", false, [](auto& a, auto& b, auto& c) {
    c.array() = (a.array() + b.array() * a.array()) / (b.array() - a.array());
  });
#endif
}

TEST_CASE("16-bit numbers count one operation a lane, at their own precision") {
  if (!has_half_packets()) return;
  const auto spent = same<Eigen::bfloat16>(
      "sum", [](const auto& a, const auto& b) -> matrix<scalar<decltype(a)>> { return a + b; }, 8);
  CHECK(spent == tally::counts().add(operation::add, tally::precision::bf16, 64));
  // A blocked product rounds before it adds, also where multiply-adds of floats are fused.
  const auto product = same<Eigen::half>(
      "product",
      [](const auto& a, const auto& b) {
        matrix<scalar<decltype(a)>> c(8, 8);
        c.noalias() = a * b;
        return c;
      },
      8);
  CHECK(product[operation::fma] == 0);
  CHECK(product.at(operation::mul, tally::precision::f16) == 8 * 8 * 8 + 8 * 8 + 2);
}

}  // namespace packets
