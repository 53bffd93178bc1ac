// SPDX-License-Identifier: MIT
// Complex numbers on packets: bits and counts. Included by one file for every instruction set.
#pragma once

#include "support/eigen_complex_packets.hpp"

#include <Eigen/Core>

#include <complex>
#include <cstdint>
#include <limits>

namespace packets {

template <class S>
constexpr bool as_plain() {
  using plain = Eigen::internal::packet_traits<S>;
  using counted = Eigen::internal::packet_traits<counting<S>>;
  using plain_product = Eigen::internal::gebp_traits<S, S>;
  using counted_product = Eigen::internal::gebp_traits<counting<S>, counting<S>>;
  return bool(counted::Vectorizable) && int(counted::size) == int(plain::size) &&
         sizeof(typename counted::type) == sizeof(typename plain::type) &&
         int(counted_product::mr) == int(plain_product::mr) && int(counted_product::nr) == int(plain_product::nr);
}
#if !EIGEN_VERSION_AT_LEAST(3, 4, 90)
static_assert(as_plain<std::complex<float>>());
static_assert(as_plain<std::complex<double>>());
#endif

TEST_CASE("complex products are the plain scalar's, to the bit") {
  complex_agrees(
      "a* b*", [](const auto& a, const auto& b) -> matrix<scalar<decltype(a)>> { return a.adjoint() * b.conjugate(); });
  complex_agrees("real and complex", [](const auto& a, const auto& b) {
    matrix<scalar<decltype(a)>> c = a.real() * b;
    c += a * b.real();
    c.col(0) += a.real() * b.col(0);
    return c;
  });
}

TEST_CASE("structured complex products and solutions are the plain scalar's, to the bit") {
  complex_agrees("self-adjoint", [](const auto& a, const auto& b) {
    matrix<scalar<decltype(a)>> c = a.template selfadjointView<Eigen::Lower>() * b;
    c.template selfadjointView<Eigen::Lower>().rankUpdate(a);
    c.transposeInPlace();
    return c;
  });
  complex_agrees("triangular solution", [](const auto& a, const auto& b) {
    matrix<scalar<decltype(a)>> l = a;
    l.diagonal().array() += scalar<decltype(a)>(5);
    return matrix<scalar<decltype(a)>>(l.adjoint().template triangularView<Eigen::Upper>().solve(b));
  });
}

TEST_CASE("complex coefficients are the plain scalar's, to the bit") {
  complex_agrees("arithmetic", [](const auto& a, const auto& b) {
    matrix<scalar<decltype(a)>> c = -a.cwiseProduct(b.reverse()) + a.cwiseQuotient(b) - a.conjugate();
    c.array() += (a.array() == b.array()).select(a.array(), scalar<decltype(a)>(2) * b.array());
    c(0) = a.sum() + b.prod() + a.col(0).dot(b.col(0));
    return c;
  });
}

// C++ repairs the product of (inf, inf) and (1, 0), Eigen's kernels do not: neither in packets nor in the last row.
TEST_CASE("complex products with an infinity are the plain scalar's") {
  if (!has_complex_packets()) return;
  matrix<complex> a = numbers<complex>(5, 5, 1);
  matrix<complex> b = numbers<complex>(5, 5, 2);
  constexpr part infinity = std::numeric_limits<part>::infinity();
  a(4, 4) = a(2, 4) = complex(infinity, infinity);
  b(4, 0) = 1;
  const matrix<counting<complex>> x = counted(a);
  matrix<complex> plain(5, 5);
  matrix<counting<complex>> result(5, 5);
  plain.noalias() = a * b;
  result.noalias() = x * counted(b);
  plain += (a.adjoint() * b.col(0)).replicate(1, 5);
  result += (x.adjoint() * counted(b).col(0)).replicate(1, 5);
  const auto same_part = [](part p, part q) { return p == q || (p != p && q != q); };
  for (Eigen::Index i = 0; i < plain.size(); ++i) {
    INFO(i << ": " << plain(i) << ", " << result(i));
    CHECK(same_part(plain(i).real(), value(result(i)).real()));
    CHECK(same_part(plain(i).imag(), value(result(i)).imag()));
  }
}

template <class F>
tally::counts complex_spent(F f, Eigen::Index n) {
  return same<complex>(
      "counted expression",
      [&](const auto& a, const auto& b) {
        matrix<scalar<decltype(a)>> c = matrix<scalar<decltype(a)>>::Zero(n, n);
        f(a, b, c);
        return c;
      },
      n);
}
tally::natural sums(const tally::counts& c) { return c[operation::add] + c[operation::sub]; }

TEST_CASE("complex coefficients count their real lanes") {
  if (!has_complex_packets()) return;
  constexpr std::uint64_t size = 8 * 8;
  const auto spent = [](auto f) { return complex_spent(f, 8); };
  const tally::counts sum = spent([](auto& a, auto& b, auto& c) { c = a + b; });
  CHECK(sum == tally::counts().add(operation::add, tally::precision_of<part>, 2 * size));
  const tally::counts product = spent([](auto& a, auto& b, auto& c) { c = a.cwiseProduct(b); });
  CHECK(product[operation::mul] == 4 * size);
  CHECK(sums(product) == 2 * size);
  CHECK(product.flops().value() == 6 * size);
  // A product with the conjugate, a square of every lane and their sums, a division of every lane.
  const tally::counts quotient = spent([](auto& a, auto& b, auto& c) { c = a.cwiseQuotient(b); });
  CHECK(quotient[operation::mul] == 6 * size);
  CHECK(sums(quotient) == 4 * size);
  CHECK(quotient[operation::div] == 2 * size);
  CHECK(spent([](auto& a, auto&, auto& c) { c = a.conjugate().reverse(); }) == tally::counts());
  const tally::counts negation = spent([](auto& a, auto&, auto& c) { c = -a; });
  CHECK(negation == tally::counts().add(operation::negate, tally::precision_of<part>, 2 * size));
}

TEST_CASE("complex products count their real multiply-adds") {
  if (!has_complex_packets()) return;
  constexpr std::uint64_t n = 16;
  // Every complex lane times real and times imaginary parts, each added to one of two sums; the two are added; those of
  // real and of imaginary parts make a complex number, which is multiplied by alpha and added to the destination. Two
  // complex multiplications make alpha.
  const tally::counts product = complex_spent([](auto& a, auto& b, auto& c) { c.noalias() = a * b; }, n);
  CHECK(product[operation::mul] == 4 * n * n * n + 4 * n * n + 8);
  CHECK(sums(product) == 4 * n * n * n + (4 + 2 + 2 + 2) * n * n + 4);
  CHECK(product[operation::fma] == 0);
  // A real matrix: two real multiplications for each coefficient, and the result times alpha, which a real and a
  // complex multiplication make.
  const tally::counts mixed =
      complex_spent([](auto& a, auto& b, auto& c) { c.col(0).noalias() = a.real().eval() * b.col(0); }, n);
  CHECK(mixed[operation::mul] == 2 * n * n + 4 * n + 6);
  CHECK(sums(mixed) == 2 * n * n + 4 * n + 2);
}

}  // namespace packets
