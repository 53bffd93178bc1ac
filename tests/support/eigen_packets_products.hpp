// SPDX-License-Identifier: MIT
// Products on packets: bits and counts. Included by one file for every instruction set.
#pragma once

#include "support/eigen_packets.hpp"

#include <Eigen/Core>

#include <cstdint>

namespace packets {

TEST_CASE("another bit is found") {
  matrix<double> a = numbers<double>(3, 3, 1);
  const matrix<tally::counted<double>> b = counted(a);
  CHECK(same_bits(a, b));
  a(2, 1) = 0.25;
  CHECK_FALSE(same_bits(a, b));
}

TEST_CASE("products are the plain scalar's, to the bit") {
  if (!can_run()) return;
  agrees("a b", [](const auto& a, const auto& b) -> matrix<scalar<decltype(a)>> { return a * b; });
  agrees("a' b' 3", [](const auto& a, const auto& b) -> matrix<scalar<decltype(a)>> {
    return a.transpose() * b.transpose() * scalar<decltype(a)>(3);
  });
  agrees("c -= a' b", [](const auto& a, const auto& b) {
    matrix<scalar<decltype(a)>> c = b;
    c.noalias() -= a.transpose() * b;
    return c;
  });
}

TEST_CASE("products with vectors are the plain scalar's, to the bit") {
  if (!can_run()) return;
  agrees("a x", [](const auto& a, const auto& b) -> matrix<scalar<decltype(a)>> { return a * b.col(0); });
  agrees("a' x", [](const auto& a, const auto& b) -> matrix<scalar<decltype(a)>> { return a.transpose() * b.col(0); });
  agrees("x' a", [](const auto& a, const auto& b) -> matrix<scalar<decltype(a)>> { return b.row(0) * a; });
  agrees("x y'", [](const auto& a, const auto& b) -> matrix<scalar<decltype(a)>> { return a.col(0) * b.row(0); });
}

TEST_CASE("structured products and solutions are the plain scalar's, to the bit") {
  if (!can_run()) return;
  agrees("self-adjoint", [](const auto& a, const auto& b) -> matrix<scalar<decltype(a)>> {
    return a.template selfadjointView<Eigen::Lower>() * b;
  });
  agrees("self-adjoint vector", [](const auto& a, const auto& b) -> matrix<scalar<decltype(a)>> {
    return a.template selfadjointView<Eigen::Upper>() * b.col(0);
  });
  agrees("triangular", [](const auto& a, const auto& b) -> matrix<scalar<decltype(a)>> {
    return a.template triangularView<Eigen::Upper>() * b;
  });
  agrees("rank update", [](const auto& a, const auto& b) {
    matrix<scalar<decltype(a)>> c = a;
    c.template selfadjointView<Eigen::Lower>().rankUpdate(b, scalar<decltype(a)>(2));
    return c;
  });
  agrees("triangular solution", [](const auto& a, const auto& b) {
    matrix<scalar<decltype(a)>> l = a;
    l.diagonal().array() += scalar<decltype(a)>(5);
    return matrix<scalar<decltype(a)>>(l.template triangularView<Eigen::Lower>().solve(b));
  });
  agrees("transposition in place", [](const auto& a, const auto&) {
    matrix<scalar<decltype(a)>> c = a;
    c.transposeInPlace();
    return c;
  });
}

// A blocked product multiplies and adds m n k times, once more per destination for alpha, and multiplies alpha itself
// twice. Where rows do not fill packets, sums of packets are folded, which is not predicted here.
template <class T>
void blocked_product(std::uint64_t n) {
  const tally::counts spent = same<T>(
      "product",
      [](const auto& a, const auto& b) {
        matrix<scalar<decltype(a)>> c(a.rows(), a.cols());
        c.noalias() = a * b;
        return c;
      },
      static_cast<Eigen::Index>(n));
  const std::uint64_t multiply_adds = n * n * n + n * n;
  CHECK(spent[operation::mul] == (fused ? 2 : multiply_adds + 2));
  CHECK(spent[operation::fma] == (fused ? multiply_adds : 0));
  CHECK(spent[operation::add] == (fused ? 0 : multiply_adds));
  CHECK(spent[operation::sub] == 0);
}

TEST_CASE("a blocked product counts its multiply-adds, lane by lane") {
  if (!can_run()) return;
  // Three packets of rows at a time where multiply-adds are fused, and whole packets in the rest.
  for (const std::uint64_t n : {48U, 96U, 144U}) {
    blocked_product<float>(n);
    blocked_product<double>(n);
  }
}

// A matrix times a vector: every coefficient once, and once more per row for alpha.
template <class T>
void matrix_times_vector() {
  const tally::counts spent = same<T>(
      "matrix times vector",
      [](const auto& a, const auto& b) {
        matrix<scalar<decltype(a)>> y(a.rows(), 1);
        y.col(0).noalias() = a * b.col(0);
        return y;
      },
      64);
  const std::uint64_t multiply_adds = 64 * 64 + 64;
  CHECK(spent[operation::fma] == (fused ? multiply_adds : 0));
  CHECK(spent[operation::add] == (fused ? 0 : multiply_adds));
  CHECK(spent[operation::mul] + spent[operation::fma] <= multiply_adds + 2);
  CHECK(spent[operation::mul] + spent[operation::fma] >= multiply_adds);
}

TEST_CASE("a product with a vector counts its multiply-adds, lane by lane") {
  if (!can_run()) return;
  matrix_times_vector<float>();
  matrix_times_vector<double>();
}

}  // namespace packets
