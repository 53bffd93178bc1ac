// SPDX-License-Identifier: MIT
// Eigen's special functions of arrays and tensors, for counted scalars: the plain scalar's formulas, counted.
#pragma once

#include "tally/eigen/error_function.hpp"
#include "tally/eigen/packets.hpp"
#include "tally/eigen/scalar.hpp"

#if __has_include(<unsupported/Eigen/SpecialFunctions>)

#include "tally/core/counted.hpp"
#include "tally/core/math.hpp"
#include "tally/core/no_macro.hpp"
#include "tally/eigen/special_functions_module.hpp"

#include <limits>
#include <type_traits>

// Eigen writes most of these functions for any scalar, but their constants for float and double by name. Here are the
// constants of counted ones, so that Eigen's own formulas run on counted numbers. The names specialised here are
// Eigen's own, of its unsupported module SpecialFunctions: they exist in 3.4 and 5.0 alike.
namespace tally::detail {

template <class Packet>
concept counting_packet = counts_in_eigen<typename Eigen::internal::unpacket_traits<Packet>::type>;

}  // namespace tally::detail

namespace Eigen::internal {

// Polynomials by Horner's rule, coefficients from the highest power down, and Chebyshev series by Clenshaw's
// recurrence: Eigen's, which also take coefficients that are plain constants.
template <class Packet, int Degree>
  requires tally::detail::counting_packet<Packet>
struct ppolevl<Packet, Degree> {
  using number = typename unpacket_traits<Packet>::type;
  template <class Constant>
  static EIGEN_STRONG_INLINE Packet run(const Packet& x, const Constant coefficients[]) {
    Packet sum = pset1<Packet>(number(coefficients[0]));
    for (int i = 1; i <= Degree; ++i) sum = pmadd(sum, x, pset1<Packet>(number(coefficients[i])));
    return sum;
  }
};
template <class Packet, int Terms>
  requires tally::detail::counting_packet<Packet>
struct pchebevl<Packet, Terms> {
  using number = typename unpacket_traits<Packet>::type;
  template <class Constant>
  static EIGEN_STRONG_INLINE Packet run(const Packet& x, const Constant coefficients[]) {
    Packet before_last = pset1<Packet>(number(0));
    Packet last = pset1<Packet>(number(0));
    Packet sum = pset1<Packet>(number(coefficients[0]));
    for (int i = 1; i < Terms; ++i) {
      before_last = last;
      last = sum;
      sum = psub(pmadd(x, last, pset1<Packet>(number(coefficients[i]))), before_last);
    }
    return pmul(pset1<Packet>(number(0.5F)), psub(sum, before_last));
  }
};

// Bessel functions: the plain scalar's series, evaluated on counted numbers and packets.
#define TALLY_EIGEN_BESSEL(formula)                \
  template <class Packet, class T, class Recorder> \
  struct formula<Packet, tally::counted<T, Recorder>> : formula<Packet, T> {};
TALLY_EIGEN_BESSEL(generic_i0e)
TALLY_EIGEN_BESSEL(generic_i1e)
TALLY_EIGEN_BESSEL(generic_k0e)
TALLY_EIGEN_BESSEL(generic_k0)
TALLY_EIGEN_BESSEL(generic_k1e)
TALLY_EIGEN_BESSEL(generic_k1)
TALLY_EIGEN_BESSEL(generic_j0)
TALLY_EIGEN_BESSEL(generic_j1)
TALLY_EIGEN_BESSEL(generic_y0)
TALLY_EIGEN_BESSEL(generic_y1)
#undef TALLY_EIGEN_BESSEL

// The C library's: one operation.
template <class T, class Recorder>
struct lgamma_impl<tally::counted<T, Recorder>> {
  using number = tally::counted<T, Recorder>;
  static number run(const number& x) {
    return tally::detail::performed<tally::operation::lgamma>(x, lgamma_impl<T>::run(x.value()));
  }
};

// The tail of digamma's asymptotic series, sum of B(2k) / (2k s^2k), from its last term that matters to its first.
template <class T, class Recorder>
struct digamma_impl_maybe_poly<tally::counted<T, Recorder>> {
  using number = tally::counted<T, Recorder>;
  static number run(const number& s) {
    constexpr bool single = std::is_same_v<T, float>;
    if (!(s < number(single ? T(1.0e8) : T(1.0e17)))) return number(0);
    const number z = number(1) / (s * s);
    constexpr T terms[] = {T(1) / 12, T(-691) / 32760, T(1) / 132, T(-1) / 240, T(1) / 252, T(-1) / 120, T(1) / 12};
    if constexpr (single)
      return z * ppolevl<number, 3>::run(z, terms + 3);
    else
      return z * ppolevl<number, 6>::run(z, terms);
  }
};

template <class T, class Recorder>
struct cephes_helper<tally::counted<T, Recorder>> {
  using number = tally::counted<T, Recorder>;
  static number machep() { return cephes_helper<T>::machep(); }
  static number big() { return cephes_helper<T>::big(); }
  static number biginv() { return cephes_helper<T>::biginv(); }
};

// Of single numbers Eigen asks whether a mask is zero; of scalars that it does not know it turns the sign by the mask's
// bits, which its 5.0 does not set.
#define TALLY_EIGEN_SIGN(T)                                                                               \
  template <>                                                                                             \
  EIGEN_STRONG_INLINE tally::counted<T> flipsign<tally::counted<T>>(const tally::counted<T>& should_flip, \
                                                                    const tally::counted<T>& x) {         \
    return should_flip == tally::counted<T>(0) ? x : -x;                                                  \
  }
TALLY_EIGEN_SIGN(float)
TALLY_EIGEN_SIGN(double)
#undef TALLY_EIGEN_SIGN

// How many terms a series may take depends on the scalar's name.
#define TALLY_EIGEN_ITERATIONS(T, MODE)                         \
  template <>                                                   \
  inline int igamma_num_iterations<tally::counted<T>, MODE>() { \
    return igamma_num_iterations<T, MODE>();                    \
  }
TALLY_EIGEN_ITERATIONS(float, DERIVATIVE)
TALLY_EIGEN_ITERATIONS(float, SAMPLE_DERIVATIVE)
TALLY_EIGEN_ITERATIONS(double, DERIVATIVE)
TALLY_EIGEN_ITERATIONS(double, SAMPLE_DERIVATIVE)
#undef TALLY_EIGEN_ITERATIONS

// The sum of (q + i)^-x, until a term is too small to matter (true) or, beyond nine terms and in double q + i = 9, the
// rest is left to Euler and Maclaurin's formula.
template <class T, class Recorder>
struct zeta_impl_series<tally::counted<T, Recorder>> {
  using number = tally::counted<T, Recorder>;
  static bool run(number& base, number& term, number& sum, const number& x, const number& precision) {
    const auto more = [&](int terms) {
      if constexpr (std::is_same_v<T, float>)
        return terms < 9;
      else
        return terms < 9 || base <= number(9);
    };
    for (int terms = 0; more(terms); ++terms) {
      base += number(1);
      term = numext::pow(base, number(-x));
      sum += term;
      if ((numext::abs)(number(term / sum)) < precision) return true;
    }
    return false;
  }
};

}  // namespace Eigen::internal

#endif
