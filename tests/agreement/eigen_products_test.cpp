// SPDX-License-Identifier: MIT
// Products: to the bit as on plain numbers, and nothing uncounted.

#define EIGEN_DONT_VECTORIZE
#include "support/eigen_agreement.hpp"

TEST_CASE("arithmetic on the number inside is found") {
  audit::clear();
  const tally::counted<audited> x(2.0);
  const tally::counts spent = tally::measure([&] { static_cast<void>(x.value() * x.value()); });
  CHECK(escaped(spent) == "mul: counted 0, done 1; ");
}

TEST_CASE("a changed bit is found") {
  Eigen::MatrixXd a = numbers(3, 3);
  const matrix<tally::counted<double>> b = tally::counted_cast(a);
  CHECK(same_bits(a, b));
  a(1, 1) = std::nextafter(a(1, 1), 2.0);
  CHECK_FALSE(same_bits(a, b));
}

TEST_CASE("products of dynamic matrices agree") {
  const auto product = [](const auto& a, const auto& b) -> matrix<typename std::decay_t<decltype(a)>::Scalar> {
    return a * b;
  };
  for (const int n : {1, 2, 5, 8, 17, 40}) agrees(product, numbers(n, n, 1), numbers(n, n, 2));
  agrees(product, numbers(7, 300, 1), numbers(300, 5, 2));
  agrees(product, numbers(30, 40), numbers(40, 1));
  agrees(product, numbers(1, 40), numbers(40, 30));
  agrees(product, numbers(20, 1), numbers(1, 20));
  agrees_in<float>(product, numbers(33, 33, 1), numbers(33, 33, 2));
}

TEST_CASE("products of fixed, mapped, blocked, transposed and row-major matrices agree") {
  agrees(
      [](const auto& a, const auto& b) {
        using S = typename std::decay_t<decltype(a)>::Scalar;
        const Eigen::Matrix<S, 3, 3> fixed = a.template topLeftCorner<3, 3>();
        const Eigen::Matrix<S, 3, 1> vector = b.template topLeftCorner<3, 1>();
        const row_major<S> rows = b;
        const Eigen::Map<const matrix<S>, Eigen::Unaligned, Eigen::Stride<Eigen::Dynamic, 2>> every_second(
            b.data() + 1, 9, 9, Eigen::Stride<Eigen::Dynamic, 2>(20, 2));
        matrix<S> c = a * rows;
        c.topLeftCorner(9, 9) -= S(2) * every_second * a.block(1, 2, 9, 9).transpose();
        c.noalias() += a.transpose() * b;
        c.template topLeftCorner<3, 3>() += fixed * fixed;
        c.col(0).head(3) += fixed * vector;
        rows.topRows(2);
        c.row(1) = (rows.row(3) * a).eval();
        return c;
      },
      numbers(20, 20, 1), numbers(20, 20, 2));
}
