// SPDX-License-Identifier: MIT
// What Eigen is told of counted scalars, and how they meet plain ones.

#include "support/catch.hpp"
#include <tally/eigen.hpp>
#include <tally/eigen/half.hpp>

#include <Eigen/SparseCore>

#include <sstream>

template <class T>
using counted_matrix = Eigen::Matrix<tally::counted<T>, Eigen::Dynamic, Eigen::Dynamic>;
using tally::operation;

// A well-known slip is to answer for double whatever the scalar is, so float comes first.
TEMPLATE_TEST_CASE("Eigen knows of a counted scalar what it knows of the plain one", "", float, double, long double,
                   Eigen::half, Eigen::bfloat16) {
  using plain = Eigen::NumTraits<TestType>;
  using traits = Eigen::NumTraits<tally::counted<TestType>>;
  STATIC_REQUIRE(std::is_same_v<typename traits::Real, tally::counted<TestType>>);
  CHECK(traits::epsilon().value() == plain::epsilon());
  CHECK(traits::dummy_precision().value() == plain::dummy_precision());
  CHECK((traits::highest)().value() == (plain::highest)());
  CHECK((traits::lowest)().value() == (plain::lowest)());
  CHECK(traits::infinity().value() == plain::infinity());
  CHECK(isnan(traits::quiet_NaN()));
  CHECK(traits::digits10() == plain::digits10());
  CHECK(int(traits::AddCost) == int(plain::AddCost));
  CHECK(int(traits::MulCost) == int(plain::MulCost));
  CHECK(int(traits::RequireInitialization) == int(plain::RequireInitialization));
  STATIC_REQUIRE(sizeof(Eigen::Matrix<tally::counted<TestType>, 3, 3>) == sizeof(Eigen::Matrix<TestType, 3, 3>));
  STATIC_REQUIRE(alignof(Eigen::Matrix<tally::counted<TestType>, 4, 4>) == alignof(Eigen::Matrix<TestType, 4, 4>));
}

TEST_CASE("constants of float are float's") {
  CHECK(static_cast<double>(Eigen::NumTraits<tally::counted<float>>::epsilon().value()) == 1.1920928955078125e-07);
  CHECK(Eigen::NumTraits<tally::counted<float>>::digits10() == 6);
  CHECK(Eigen::NumTraits<tally::counted<double>>::digits10() == 15);
}

TEMPLATE_TEST_CASE("an operation counts at the scalar's precision", "", float, double, long double, Eigen::half,
                   Eigen::bfloat16) {
  const counted_matrix<TestType> a = counted_matrix<TestType>::Random(3, 4);
  const tally::counts spent = tally::measure([&] { const counted_matrix<TestType> b = a + a; });
  CHECK(spent.at(operation::add, tally::precision_of<TestType>) == 12);
  CHECK(spent.flops() == 12);
}

// n^3 - n^2 additions, n^3 multiplications and one by alpha, whoever brings the plain matrix.
TEST_CASE("counted and plain matrices multiply, and it counts") {
  const counted_matrix<double> a = counted_matrix<double>::Random(4, 4);
  const Eigen::MatrixXd b = Eigen::MatrixXd::Random(4, 4);
  counted_matrix<double> c;
  CHECK(tally::measure([&] { c = a.lazyProduct(b); })[operation::mul] == 64);
  const tally::counts counted = tally::measure([&] { c = a * a; });
  CHECK(tally::measure([&] { c = a * b; }) == counted);
  CHECK(tally::value_cast(c).isApprox(tally::value_cast(a) * b));
  CHECK(tally::measure([&] { c = b * a; }) == counted);
  CHECK(tally::value_cast(c).isApprox(b * tally::value_cast(a)));
  const counted_matrix<double> d = counted_matrix<double>::Random(40, 40);
  const Eigen::MatrixXd e = Eigen::MatrixXd::Random(40, 40);
  c.resize(40, 40);
  const tally::counts large = tally::measure([&] { c.noalias() = d * d; });
  CHECK(tally::measure([&] { c.noalias() = d * e; }) == large);
  CHECK(tally::value_cast(c).isApprox(tally::value_cast(d) * e));
  c.setZero();
  c.noalias() += e * d;
  c.noalias() -= 2.0 * e * d;
  CHECK(tally::value_cast(c).isApprox(-e * tally::value_cast(d)));
  const tally::counts vector = tally::measure([&] { c.col(0) = d * d.col(1); });
  CHECK(tally::measure([&] { c.col(0) = d * e.col(1); }) == vector);
  CHECK(tally::value_cast(c).col(0).isApprox(tally::value_cast(d) * e.col(1)));
}

TEST_CASE("counted and plain coefficients mix, and it counts") {
  const counted_matrix<double> a = counted_matrix<double>::Random(3, 3);
  const Eigen::MatrixXd b = Eigen::MatrixXd::Random(3, 3);
  counted_matrix<double> c;
  CHECK(tally::measure([&] { c = a + b; }).flops() == 9);
  CHECK(tally::measure([&] { c = b - a; }).flops() == 9);
  CHECK(tally::measure([&] { c = a.cwiseProduct(b); }).flops() == 9);
  CHECK(tally::measure([&] { c = a.cwiseQuotient(b); }).flops() == 9);
  CHECK(tally::measure([&] { c = 2.0 * a; }).flops() == 9);
  CHECK(tally::measure([&] { c = a * 2; }).flops() == 9);
  CHECK(tally::measure([&] { c /= 3.0; }).flops() == 9);
  CHECK(tally::measure([&] { c += b; }).flops() == 9);
  CHECK(tally::measure([&] { c = b * tally::counted<double>(2); }).flops() == 9);
}

TEST_CASE("casts to and from counted scalars spend nothing") {
  const Eigen::MatrixXd plain = Eigen::MatrixXd::Random(5, 4);
  const Eigen::MatrixXcd complex = Eigen::MatrixXcd::Random(5, 4);
  Eigen::SparseMatrix<float> sparse(3, 3);
  sparse.insert(1, 2) = 4.5F;
  const tally::counts spent = tally::measure([&] {
    const counted_matrix<double> a = tally::counted_cast(plain);
    CHECK(tally::value_cast(a) == plain);
    const Eigen::Matrix<std::complex<tally::counted<double>>, Eigen::Dynamic, Eigen::Dynamic> b =
        tally::counted_cast(complex);
    CHECK(tally::value_cast(b) == complex);
    const Eigen::SparseMatrix<tally::counted<float>> c = tally::counted_cast(sparse);
    const Eigen::SparseMatrix<float> d = tally::value_cast(c);
    CHECK(d.coeff(1, 2) == 4.5F);
    CHECK(tally::value_cast(plain) == plain);
  });
  CHECK(spent.empty());
}

TEST_CASE("an expression that is cast spends what it spends") {
  const counted_matrix<double> a = counted_matrix<double>::Random(3, 3);
  const tally::counts spent = tally::measure([&] { const Eigen::MatrixXd sum = tally::value_cast(a + a); });
  CHECK(spent.flops() == 9);
  CHECK(spent[operation::add] == 9);
}

TEST_CASE("Eigen's own cast converts between precisions, and counts") {
  const counted_matrix<float> a = counted_matrix<float>::Random(3, 3);
  const tally::counts spent =
      tally::measure([&] { const counted_matrix<double> b = a.cast<tally::counted<double>>(); });
  CHECK(spent[operation::convert] == 9);
  CHECK(spent.flops() == 0);
}

TEST_CASE("matrices of counted scalars print as plain ones") {
  const Eigen::MatrixXd plain = Eigen::MatrixXd::Random(3, 3);
  const counted_matrix<double> counted = tally::counted_cast(plain);
  std::ostringstream expected;
  std::ostringstream actual;
  expected << plain;
  actual << counted;
  CHECK(actual.str() == expected.str());
}

TEST_CASE("random matrices lie between -1 and 1") {
  const counted_matrix<float> a = counted_matrix<float>::Random(20, 20);
  const Eigen::MatrixXf values = tally::value_cast(a);
  CHECK(values.minCoeff() >= -1);
  CHECK(values.maxCoeff() <= 1);
  CHECK(values.maxCoeff() - values.minCoeff() > 1);
}

TEST_CASE("count takes matrices, of fixed sizes and others") {
  const auto product = [](const auto& a, const auto& b) { return a.lazyProduct(b).eval(); };
  const tally::counts fixed = tally::count(product, Eigen::Matrix3d::Identity().eval(), Eigen::Vector3d(1, 2, 3));
  CHECK(fixed == tally::counts()
                     .add(operation::mul, tally::precision::f64, 3 * 3)
                     .add(operation::add, tally::precision::f64, 3 * 2));
  const Eigen::MatrixXf a = Eigen::MatrixXf::Random(4, 5);
  const tally::counts spent = tally::count(product, a, Eigen::MatrixXf::Random(5, 6).eval());
  CHECK(spent[operation::mul] == 4 * 5 * 6);
  CHECK(spent[operation::add] == 4 * 4 * 6);

  // What f finds in them, and what it may change.
  float sum = 0;
  const tally::counts halved = tally::count(
      [&](auto& m) {
        m /= 2.0F;
        sum = tally::value_cast(m).sum();
      },
      a);
  CHECK(halved[operation::div] == 20);
  CHECK(sum == Approx(a.sum() / 2));
}
