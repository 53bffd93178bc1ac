// SPDX-License-Identifier: MIT
// Reductions and coefficient-wise expressions: to the bit as on plain numbers, and nothing uncounted.

#define EIGEN_DONT_VECTORIZE
#include "support/eigen_agreement.hpp"

#include <unsupported/Eigen/SpecialFunctions>

#include <cstdlib>

TEST_CASE("reductions agree") {
  const tally::counts spent = agrees(
      [](const auto& a) {
        using S = typename std::decay_t<decltype(a)>::Scalar;
        column<S> c(14);
        c << a.sum(), a.prod(), a.mean(), a.norm(), a.squaredNorm(), a.trace(), a.maxCoeff(), a.minCoeff(),
            a.col(0).dot(a.col(1)), a.template lpNorm<1>(), a.template lpNorm<Eigen::Infinity>(), a.stableNorm(),
            a.blueNorm(), a.col(2).normalized()(0);
        return c;
      },
      numbers(9, 7));
  CHECK(spent[tally::operation::fma] == 0);
}

TEST_CASE("coefficient-wise expressions agree") {
  agrees(
      [](const auto& a, const auto& b) {
        using S = typename std::decay_t<decltype(a)>::Scalar;
        const auto x = a.array();
        const auto y = b.array();
        matrix<S> c = x * y + S(2) * x / y - x.abs();
        c.array() += x.exp() + x.abs().sqrt() + x.sin() * y.cos() + x.tanh() + x.square() + x.cube() + x.atan();
        c.array() += x.abs().log() + x.inverse() + x.abs().log1p() + x.floor() + x.round() + x.sign();
        c.array() += (x < y).select(x, y) + x.min(y) + x.max(S(0)) + x.abs().pow(y);
        c.colwise() += a.col(0);
        c.rowwise() -= b.row(0);
        c.array() *= y;
        c /= S(3);
        c += c.rowwise().sum() * c.colwise().prod();
        return c;
      },
      numbers(9, 7, 1), numbers(9, 7, 2));
}

TEST_CASE("error functions agree") {
  const auto kernel = [](const auto& a) {
    using S = typename std::decay_t<decltype(a)>::Scalar;
    return matrix<S>(((a.array() * S(4)).erf() + (a.array() * S(4)).erfc()).matrix());
  };
  agrees_in<float>(kernel, numbers(9, 7));
  const tally::counts spent = agrees_in<double>(kernel, numbers(9, 7));
  CHECK(spent.at(tally::operation::erf, tally::precision::f64) == 63);
  CHECK(spent.at(tally::operation::erfc, tally::precision::f64) == 63);
}

TEST_CASE("arguments of real numbers, and random numbers, agree") {
  agrees_in<double>(
      [](const auto& a) {
        using S = typename std::decay_t<decltype(a)>::Scalar;
        matrix<S> c = a;
        c(0, 0) = S(-0.0);
        std::srand(1);
        const matrix<S> random = matrix<S>::Random(9, 7);
        c = (c.array().arg() + random.array()).matrix();
        return c;
      },
      numbers(9, 7));
#if EIGEN_VERSION_AT_LEAST(3, 4, 90)
  matrix<tally::counted<float>> x(9, 7);
  CHECK(tally::measure([&] { x.setRandom(); })[tally::operation::sub] == 63);
#endif
}

TEST_CASE("looking at numbers spends nothing") {
  const matrix<tally::counted<double>> a = tally::counted_cast(numbers(5, 5));
  const tally::counts spent = tally::measure([&] {
    CHECK(a.allFinite());
    CHECK_FALSE(a.hasNaN());
    const matrix<tally::counted<double>> b = a.transpose().reverse();
    const Eigen::MatrixXd c = tally::value_cast(b);
    CHECK(same_bits(c, b));
    const matrix<tally::counted<double>> d = a.real() + tally::counted_cast(Eigen::MatrixXd::Zero(5, 5));
  });
  // The sum above, and nothing else. (allFinite asks x - x == 0 in Eigen, where the compiler has no test of its own.)
  CHECK(spent.only(tally::operation::add).flops() == 25);
  CHECK(spent[tally::operation::mul] == 0);
}
