// SPDX-License-Identifier: MIT
// Coefficient by coefficient and reduced, on packets: bits and counts. Included by one file for every instruction set.
#pragma once

#include "support/eigen_packets.hpp"

#include <Eigen/Core>
#include <unsupported/Eigen/SpecialFunctions>

#include <cstdint>

namespace packets {

// An expression of arrays x and y, as a matrix.
#define TALLY_AGREES(expression)                                                        \
  agrees(#expression, [](const auto& a, const auto& b) -> matrix<scalar<decltype(a)>> { \
    using T [[maybe_unused]] = scalar<decltype(a)>;                                     \
    [[maybe_unused]] const auto& x = a.array();                                         \
    [[maybe_unused]] const auto& y = b.array();                                         \
    return (expression).matrix();                                                       \
  })

TEST_CASE("arithmetic on coefficients is the plain scalar's, to the bit") {
  if (!can_run()) return;
  TALLY_AGREES(x + y * T(3) - x / (y + T(2)));
  TALLY_AGREES((-x).abs().sqrt());
  TALLY_AGREES(x.abs().rsqrt());
  TALLY_AGREES(x.inverse());
  TALLY_AGREES(x.square() * y.cube());
  TALLY_AGREES(x.min(y).max(T(0.1)));
  TALLY_AGREES((x < y).select(x, y));
  TALLY_AGREES((x * T(9)).floor() + (y * T(9)).ceil() + (x * T(7)).round() + (y * T(7)).rint());
  TALLY_AGREES(x.reverse());
}

TEST_CASE("functions of coefficients are the plain scalar's, to the bit") {
  if (!can_run()) return;
  TALLY_AGREES(x.exp());
  TALLY_AGREES(x.abs().log());
  TALLY_AGREES(x.sin() + y.cos());
  TALLY_AGREES(x.tanh());
  TALLY_AGREES((x * T(20)).logistic());
  TALLY_AGREES(x.expm1() + x.abs().log1p());
  TALLY_AGREES(x.abs().pow(T(1.5)));
  TALLY_AGREES((x * T(9)).erf());
  TALLY_AGREES((x * T(9)).erfc());
}

#define TALLY_REDUCTION_AGREES(expression)                   \
  agrees(#expression, [](const auto& a, const auto& b) {     \
    using T = scalar<decltype(a)>;                           \
    [[maybe_unused]] const auto& y = b;                      \
    return matrix<T>(matrix<T>::Constant(1, 1, expression)); \
  })

TEST_CASE("reductions are the plain scalar's, to the bit") {
  if (!can_run()) return;
  TALLY_REDUCTION_AGREES(a.sum());
  TALLY_REDUCTION_AGREES(a.prod());
  TALLY_REDUCTION_AGREES(a.norm());
  TALLY_REDUCTION_AGREES(a.col(0).dot(y.col(0)));
  TALLY_REDUCTION_AGREES(a.maxCoeff());
  TALLY_REDUCTION_AGREES(a.minCoeff());
  TALLY_REDUCTION_AGREES(a.template maxCoeff<Eigen::PropagateNaN>());
  TALLY_REDUCTION_AGREES(a.template minCoeff<Eigen::PropagateNumbers>());
  agrees("by columns and rows", [](const auto& a, const auto&) -> matrix<scalar<decltype(a)>> {
    return a.colwise().sum() + a.rowwise().squaredNorm().transpose();
  });
}

// 61 x 61 coefficients: whole packets, and a rest that no packet size divides.
constexpr std::uint64_t size = 61 * 61;

// Where Eigen 5.0 has AVX's masked loads, the rest is a packet too, and all its lanes are at work.
template <class T>
constexpr std::uint64_t executed() {
#if EIGEN_VERSION_AT_LEAST(3, 4, 90) && defined(EIGEN_VECTORIZE_AVX)
  return (size + lanes<T> - 1) / lanes<T> * lanes<T>;
#else
  return size;
#endif
}

template <class T, class F>
tally::counts spent_by(F f) {
  return same<T>(
      "counted expression",
      [&](const auto& a, const auto& b) -> matrix<scalar<decltype(a)>> { return f(a.array(), b.array()).matrix(); },
      61);
}

template <class T>
void every_coefficient_once() {
  using tally::counts;
  const auto each = [](std::initializer_list<operation> kinds) {
    counts c;
    for (const operation kind : kinds) c.add(kind, tally::precision_of<T>, executed<T>());
    return c;
  };
  CHECK(spent_by<T>([](const auto& x, const auto& y) { return x + y; }) == each({operation::add}));
  CHECK(spent_by<T>([](const auto& x, const auto& y) { return x - y; }) == each({operation::sub}));
  CHECK(spent_by<T>([](const auto& x, const auto& y) { return x * y; }) == each({operation::mul}));
  CHECK(spent_by<T>([](const auto& x, const auto& y) { return x / y; }) == each({operation::div}));
  CHECK(spent_by<T>([](const auto& x, const auto& y) { return x * y + x - y; }) ==
        each({operation::mul, operation::add, operation::sub}));
  CHECK(spent_by<T>([](const auto& x, const auto&) { return -x; }) == each({operation::negate}));
  CHECK(spent_by<T>([](const auto& x, const auto&) { return x.abs(); }) == each({operation::absolute}));
  CHECK(spent_by<T>([](const auto& x, const auto& y) { return (x.min)(y); }) == each({operation::min_max}));
  CHECK(spent_by<T>([](const auto& x, const auto& y) { return (x.max)(y); }) == each({operation::min_max}));
  CHECK(spent_by<T>([](const auto& x, const auto&) { return x.floor(); }) == each({operation::round}));
  CHECK(spent_by<T>([](const auto& x, const auto&) { return x.ceil(); }) == each({operation::round}));
  CHECK(spent_by<T>([](const auto& x, const auto&) { return x.exp(); }) == each({operation::exp}));
  CHECK(spent_by<T>([](const auto& x, const auto&) { return x.erfc(); }) == each({operation::erfc}));
  // Eigen 3.4 has a formula for float.
  if (EIGEN_VERSION_AT_LEAST(3, 4, 90) || sizeof(T) > sizeof(float))
    CHECK(spent_by<T>([](const auto& x, const auto&) { return x.erf(); }) == each({operation::erf}));
  CHECK(spent_by<T>([](const auto& x, const auto&) { return x.reverse(); }) == counts());
}

TEST_CASE("coefficient by coefficient, each is counted once, in packets or not") {
  if (!can_run()) return;
  every_coefficient_once<float>();
  every_coefficient_once<double>();
}

// n numbers are n - 1 additions, whatever the order. Of a packet of 4 floats, though, the last step but one adds all 4
// to their upper half, of which 2 are used: 2 additions more are executed. Arm adds halves to halves, and the last two
// numbers to each other, both ways.
template <class T>
void sum_of(Eigen::Index n) {
  const matrix<tally::counted<T>> x = counted(numbers<T>(n, 1, 3));
  const matrix<tally::counted<T>> y = counted(numbers<T>(n, 1, 4));
#ifdef EIGEN_VECTORIZE_NEON
  constexpr unsigned unused = sizeof(T) == 4 ? 1 : 0;
#else
  constexpr unsigned unused = sizeof(T) == 4 && lanes<T> <= 8 ? 2 : 0;
#endif
  const std::uint64_t additions = static_cast<std::uint64_t>(n) - 1 + unused;
  tally::counts expected;
  expected.add(operation::add, tally::precision_of<T>, additions);
  CHECK(tally::measure([&] { static_cast<void>(x.sum()); }) == expected);
  expected.add(operation::mul, tally::precision_of<T>, static_cast<std::uint64_t>(n));
  CHECK(tally::measure([&] { static_cast<void>(x.col(0).dot(y.col(0))); }) == expected);
  CHECK(tally::measure([&] { static_cast<void>(x.squaredNorm()); }) == expected);
}

TEST_CASE("sums and inner products count their additions, lane by lane") {
  if (!can_run()) return;
#if !EIGEN_VERSION_AT_LEAST(3, 4, 90)
  for (const Eigen::Index n : {16, 40, 57, 1000}) {
    sum_of<float>(n);
    sum_of<double>(n);
  }
#endif
}

#undef TALLY_AGREES
#undef TALLY_REDUCTION_AGREES

}  // namespace packets
