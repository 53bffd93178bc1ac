// SPDX-License-Identifier: MIT
// Logarithms and real powers of matrices of counted numbers, in Eigen's unsupported module MatrixFunctions.
#pragma once

#include "tally/core/counted.hpp"
#include "tally/core/math.hpp"
#include "tally/core/no_macro.hpp"
#include "tally/eigen/scalar.hpp"

#include <Eigen/Core>

#include <algorithm>
#include <complex>
#include <type_traits>

// Eigen chooses the degrees of its Padé approximants by functions for float, double and long double. The names declared
// and specialised here are Eigen's own: they exist in 3.4 and 5.0 alike, and the module need not be included.
namespace Eigen {

template <typename MatrixType>
class MatrixPowerAtomic;

namespace internal {
template <typename Scalar>
struct matrix_log_max_pade_degree;
int matrix_log_get_pade_degree(float norm);
int matrix_log_get_pade_degree(double norm);
int matrix_log_get_pade_degree(long double norm);
}  // namespace internal

}  // namespace Eigen

namespace tally {

/// The degree of the approximant of a matrix logarithm: the plain scalar's. Eigen asks one question for each degree
/// from 3 on, until the norm is small enough.
template <class T, class Recorder>
[[nodiscard]] int matrix_log_get_pade_degree(const counted<T, Recorder>& norm) {
  const int degree = Eigen::internal::matrix_log_get_pade_degree(norm.value());
  const int last = (std::min)(degree, int(Eigen::internal::matrix_log_max_pade_degree<T>::value));
  for (int asked = 3; asked <= last; ++asked)
    norm.reports_to().template record<operation::compare, counted<T, Recorder>::format>();
  return degree;
}

namespace detail {

// The largest norms of I - T for which an approximant of degree 3, 4, ... gives all digits of T's scalar: Higham and
// Lin, A Schur-Padé algorithm for fractional powers of a matrix (2011), table 3.1, as Eigen has them.
template <class T>
inline constexpr T largest_norms[] = {T(6.3854693117491799460e-3L), T(2.6394893435456973676e-2L),
                                      T(6.4216043030404063729e-2L), T(1.1701165502926694307e-1L),
                                      T(1.7904284231268670284e-1L), T(2.4471944416607995472e-1L)};
template <>
inline constexpr double largest_norms<double>[] = {1.884160592658218e-2, 6.038881904059573e-2, 1.239917516308172e-1,
                                                   1.999045567181744e-1, 2.789358995219730e-1};
template <>
inline constexpr float largest_norms<float>[] = {2.8064004e-1F, 4.3386528e-1F};

}  // namespace detail
}  // namespace tally

namespace Eigen {

// A triangular matrix to a power between -1 and 1, by the method and in the order of Eigen's own, whose private degrees
// are for plain norms.
template <class Argument>
  requires tally::detail::counts_in_eigen<typename Argument::Scalar>
class MatrixPowerAtomic<Argument> {
  using scalar = typename Argument::Scalar;
  using real = typename Argument::RealScalar;
  using result = Block<Argument, Dynamic, Dynamic>;

 public:
  MatrixPowerAtomic(const Argument& triangular, const real& power) : triangular_(triangular), power_(power) {}
  MatrixPowerAtomic(const MatrixPowerAtomic&) = delete;
  MatrixPowerAtomic& operator=(const MatrixPowerAtomic&) = delete;

  void compute(result& to) const {
    if (triangular_.rows() == 1)
      to(0, 0) = pow(triangular_(0, 0), power_);
    else if (triangular_.rows() == 2)
      diagonals(to, power_);
    else if (triangular_.rows() > 2)
      by_approximant(to);
  }

 private:
  static constexpr auto& largest = tally::detail::largest_norms<typename real::value_type>;
  static constexpr int degrees = static_cast<int>(std::extent_v<std::remove_reference_t<decltype(largest)>>);

  static int degree_for(const real& norm) {
    int degree = 3;
    while (degree < 3 + degrees && !(norm <= real(largest[degree - 3]))) ++degree;
    return degree;
  }

  // The diagonal and the one above it, which are known exactly.
  void diagonals(result& to, const real& power) const {
    const Argument& t = triangular_;
    to.coeffRef(0, 0) = pow(t.coeff(0, 0), power);
    for (Index i = 1; i < t.cols(); ++i) {
      const scalar& before = t.coeff(i - 1, i - 1);
      const scalar& here = t.coeff(i, i);
      to.coeffRef(i, i) = pow(here, power);
      if (before == here)
        to.coeffRef(i - 1, i) = power * pow(here, real(power - real(1)));
      else if (real(2) * abs TALLY_NO_MACRO(before) < abs TALLY_NO_MACRO(here) ||
               real(2) * abs TALLY_NO_MACRO(here) < abs TALLY_NO_MACRO(before))
        to.coeffRef(i - 1, i) = (to.coeff(i, i) - to.coeff(i - 1, i - 1)) / (here - before);
      else
        to.coeffRef(i - 1, i) = between_close(here, before, power);
      to.coeffRef(i - 1, i) *= t.coeff(i - 1, i);
    }
  }

  // The divided difference of two close numbers' powers, without cancellation.
  static real between_close(const real& here, const real& before, const real& power) {
    const real w = numext::log1p(real((here - before) / before)) / real(2);
    return real(2) * exp(power * (log(here) + log(before)) / real(2)) * sinh(power * w) / (here - before);
  }
  static std::complex<real> between_close(const std::complex<real>& here, const std::complex<real>& before,
                                          const real& power) {
    using plain = typename real::value_type;
    const std::complex<real> log_here = log(here);
    const std::complex<real> log_before = log(before);
    const real turns = ceil TALLY_NO_MACRO(
        (numext::imag(std::complex<real>(log_here - log_before)) - real(plain(EIGEN_PI))) / real(plain(2 * EIGEN_PI)));
    const std::complex<real> w = numext::log1p(std::complex<real>((here - before) / before)) / real(2) +
                                 std::complex<real>(real(0), real(plain(EIGEN_PI)) * turns);
    return real(2) * exp(real(plain(0.5)) * power * (log_here + log_before)) * sinh(power * w) / (here - before);
  }

  // A continued fraction in I - T, from its last term.
  void approximant(int degree, const Argument& rest, result& to) const {
    const auto one = Argument::Identity(rest.rows(), rest.cols());
    const auto factor = [&](int i) -> real {
      if (i == 1) return -power_;
      if (i % 2 == 1) return (-power_ - real(i / 2)) / real(2 * i);
      return (power_ - real(i / 2)) / real(2 * i - 2);
    };
    int i = 2 * degree;
    to = (power_ - real(degree)) / real(2 * i - 2) * rest;
    for (--i; i > 0; --i) to = (one + to).template triangularView<Upper>().solve(factor(i) * rest).eval();
    to += one;
  }

  // Square roots until an approximant serves, then squares.
  void by_approximant(result& to) const {
    Argument t = triangular_.template triangularView<Upper>();
    Argument rest, root;
    int roots = 0;
    bool one_more = false;
    int degree = 0;
    for (;;) {
      rest = Argument::Identity(t.rows(), t.cols()) - t;
      const real norm = rest.cwiseAbs().colwise().sum().maxCoeff();
      if (norm < real(largest[degrees - 1])) {
        degree = degree_for(norm);
        if (degree - degree_for(norm / real(2)) <= 1 || one_more) break;
        one_more = true;
      }
      matrix_sqrt_triangular(t, root);
      t = root.template triangularView<Upper>();
      ++roots;
    }
    approximant(degree, rest, to);
    for (; roots > 0; --roots) {
      diagonals(to, ldexp(power_, -roots));
      to = to.template triangularView<Upper>() * to;
    }
    diagonals(to, power_);
  }

  const Argument& triangular_;
  real power_;
};

}  // namespace Eigen
