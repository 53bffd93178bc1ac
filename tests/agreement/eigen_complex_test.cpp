// SPDX-License-Identifier: MIT
// Complex matrices: to the bit as on plain complex numbers.

#define EIGEN_DONT_VECTORIZE
#include "support/eigen_agreement.hpp"

#include <Eigen/LU>

namespace {

template <class T>
matrix<std::complex<T>> complex_numbers(Eigen::Index n, std::uint64_t seed) {
  matrix<std::complex<T>> z(n, n);
  z.real() = numbers(n, n, seed).cast<T>();
  z.imag() = numbers(n, n, seed + 100).cast<T>();
  return z;
}

template <class T, class Kernel>
tally::counts agrees_on_complex(Kernel&& kernel, Eigen::Index n) {
  using counted = std::complex<tally::counted<T>>;
  const matrix<std::complex<T>> a = complex_numbers<T>(n, 1);
  const matrix<std::complex<T>> b = complex_numbers<T>(n, 2);
  const matrix<counted> x = tally::counted_cast(a);
  const matrix<counted> y = tally::counted_cast(b);
  matrix<counted> result;
  const tally::counts spent = tally::measure([&] { result = kernel(x, y); });
  CHECK(same_bits(kernel(a, b), result));
  return spent;
}

}  // namespace

// Four products, an addition and a subtraction each, and the n - 1 complex additions of a dot product.
TEST_CASE("a complex product counts its real operations") {
  const auto lazy = [](const auto& a, const auto& b) -> matrix<typename std::decay_t<decltype(a)>::Scalar> {
    return a.lazyProduct(b);
  };
  for (const std::uint64_t n : {1U, 2U, 5U, 9U}) {
    const tally::counts spent = agrees_on_complex<double>(lazy, static_cast<Eigen::Index>(n));
    CHECK(spent[tally::operation::mul] == 4 * n * n * n);
    CHECK(spent[tally::operation::sub] == n * n * n);
    CHECK(spent[tally::operation::add] == n * n * n + 2 * n * n * (n - 1));
  }
}

TEST_CASE("complex kernels agree") {
  const auto kernel = [](const auto& a, const auto& b) {
    using Z = typename std::decay_t<decltype(a)>::Scalar;
    matrix<Z> c = a * b.adjoint() + Z(2) * a.conjugate();
    c.array() += a.array() / b.array() + a.array().abs2().template cast<Z>() + a.array().abs().template cast<Z>();
    c.array() *= b.array();
    c /= a(0, 0);
    c += Eigen::PartialPivLU<matrix<Z>>(a).solve(b);
    c(0, 0) = a.norm() + a.sum() * b.col(0).dot(a.col(0));
    return c;
  };
  agrees_on_complex<double>(kernel, 12);
  agrees_on_complex<float>(kernel, 12);
  agrees_on_complex<long double>(kernel, 12);
}

TEST_CASE("complex functions agree") {
  agrees_on_complex<double>(
      [](const auto& a, const auto& b) {
        using Z = typename std::decay_t<decltype(a)>::Scalar;
        matrix<Z> c = a.array().exp() + a.array().log() + a.array().sqrt() + a.array().sin() + a.array().tanh();
        c(0, 0) = pow(a(0, 0), b(0, 0)) + pow(a(0, 0), b(0, 0).real()) + std::polar(abs(a(1, 0)), arg(a(0, 1)));
        return c;
      },
      4);
}

// As <complex> of double divides and multiplies where the plain formulas overflow, underflow or meet infinity.
TEST_CASE("complex arithmetic agrees at the ends of the range") {
  constexpr double large = 1e308;
  constexpr double tiny = 5e-324;
  constexpr double infinite = std::numeric_limits<double>::infinity();
  const double parts[] = {0.0, -0.0, 1.0, -3.5, large, -large, tiny, 3e-308, 1e-200, infinite};
  using counted = std::complex<tally::counted<double>>;
  const auto same = [](std::complex<double> expected, const counted& actual) {
    const auto bits = [](double x, double y) { return std::memcmp(&x, &y, sizeof(x)) == 0 || (x != x && y != y); };
    return bits(expected.real(), value(actual).real()) && bits(expected.imag(), value(actual).imag());
  };
  for (const double a : parts)
    for (const double b : parts)
      for (const double c : parts)
        for (const double d : parts) {
          const std::complex<double> x(a, b);
          const std::complex<double> y(c, d);
          const bool products = same(x * y, counted(x) * counted(y));
          const bool quotients = same(x / y, counted(x) / counted(y));
          if (products && quotients) continue;
          CAPTURE(x, y);
          CHECK(products);
          CHECK(quotients);
        }
}

// The counted division follows the compiler's library step by step; here without the library's own last word.
TEST_CASE("the method by which complex numbers are divided is the library's") {
  const Eigen::MatrixXd n = numbers(4, 500);
  for (Eigen::Index i = 0; i < n.cols(); ++i) {
    const tally::detail::complex_quotient<double, tally::thread_recorder> quotient(n(0, i), n(1, i), n(2, i), n(3, i));
    const std::complex<double> expected =
        std::complex<double>(n(0, i), n(1, i)) / std::complex<double>(n(2, i), n(3, i));
    REQUIRE(quotient.real.value() == expected.real());
    REQUIRE(quotient.imag.value() == expected.imag());
    const tally::detail::complex_quotient<float, tally::thread_recorder> narrow(
        static_cast<float>(n(0, i)), static_cast<float>(n(1, i)), static_cast<float>(n(2, i)),
        static_cast<float>(n(3, i)));
    const std::complex<float> expected_narrow =
        std::complex<float>(static_cast<float>(n(0, i)), static_cast<float>(n(1, i))) /
        std::complex<float>(static_cast<float>(n(2, i)), static_cast<float>(n(3, i)));
    REQUIRE(narrow.real.value() == expected_narrow.real());
    REQUIRE(narrow.imag.value() == expected_narrow.imag());
  }
}
