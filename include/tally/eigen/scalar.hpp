// SPDX-License-Identifier: MIT
// Counted scalars in Eigen, by what its manual documents: they work everywhere, and Eigen takes its scalar kernels.
#pragma once

#if !defined(EIGEN_WORLD_VERSION) && !__has_include(<Eigen/Core>)
#error "tally: Eigen was not found; link the target tally::eigen, or add Eigen 3.4 or later to the include path"
#endif

// Before what needs it, so that this is the first thing that is said.
#include <Eigen/Core>

#if !EIGEN_VERSION_AT_LEAST(3, 4, 0)
#error "tally: this Eigen is older than 3.4; the target tally::eigen links one that is not"
#endif

#include "tally/core/complex.hpp"
#include "tally/core/counted.hpp"
#include "tally/core/math.hpp"
#include "tally/eigen/lazy_expressions.hpp"

#include <complex>
#include <type_traits>

/// As T's, with constants that are counted scalars. What is known of T, its costs and digits, is inherited.
template <class T, class Recorder>
struct Eigen::NumTraits<tally::counted<T, Recorder>> : Eigen::NumTraits<T> {
  using Real = tally::counted<typename NumTraits<T>::Real, Recorder>;
  using NonInteger = tally::counted<typename NumTraits<T>::NonInteger, Recorder>;
  using Nested = tally::counted<T, Recorder>;
  using Literal = tally::counted<T, Recorder>;

  static constexpr Real epsilon() { return NumTraits<T>::epsilon(); }
  static constexpr Real dummy_precision() { return NumTraits<T>::dummy_precision(); }
  static constexpr Real highest() { return (NumTraits<T>::highest)(); }
  static constexpr Real lowest() { return (NumTraits<T>::lowest)(); }
  static constexpr Real infinity() { return NumTraits<T>::infinity(); }
  static constexpr Real quiet_NaN() { return NumTraits<T>::quiet_NaN(); }
};

namespace tally::detail {

// Eigen asks for every pair of scalars that may meet whether they may. The counted one wins.
template <class T, class Recorder>
struct eigen_mix {
  using ReturnType = counted<T, Recorder>;
};
template <class T, class Recorder>
struct eigen_complex_mix {
  using ReturnType = std::complex<counted<T, Recorder>>;
};

}  // namespace tally::detail

template <class T, class Recorder, class Operation>
struct Eigen::ScalarBinaryOpTraits<tally::counted<T, Recorder>, T, Operation> : tally::detail::eigen_mix<T, Recorder> {
};
template <class T, class Recorder, class Operation>
struct Eigen::ScalarBinaryOpTraits<T, tally::counted<T, Recorder>, Operation> : tally::detail::eigen_mix<T, Recorder> {
};
template <class T, class Recorder, class Operation>
struct Eigen::ScalarBinaryOpTraits<tally::counted<T, Recorder>, std::complex<T>, Operation>
    : tally::detail::eigen_complex_mix<T, Recorder> {};
template <class T, class Recorder, class Operation>
struct Eigen::ScalarBinaryOpTraits<std::complex<T>, tally::counted<T, Recorder>, Operation>
    : tally::detail::eigen_complex_mix<T, Recorder> {};
template <class T, class Recorder, class Operation>
struct Eigen::ScalarBinaryOpTraits<std::complex<tally::counted<T, Recorder>>, T, Operation>
    : tally::detail::eigen_complex_mix<T, Recorder> {};
template <class T, class Recorder, class Operation>
struct Eigen::ScalarBinaryOpTraits<T, std::complex<tally::counted<T, Recorder>>, Operation>
    : tally::detail::eigen_complex_mix<T, Recorder> {};
template <class T, class Recorder, class Operation>
struct Eigen::ScalarBinaryOpTraits<std::complex<tally::counted<T, Recorder>>, std::complex<T>, Operation>
    : tally::detail::eigen_complex_mix<T, Recorder> {};
template <class T, class Recorder, class Operation>
struct Eigen::ScalarBinaryOpTraits<std::complex<T>, std::complex<tally::counted<T, Recorder>>, Operation>
    : tally::detail::eigen_complex_mix<T, Recorder> {};

namespace tally {

namespace detail {

// counted_scalar<S>: S with counting; plain_scalar<S>: S without.
template <class S>
struct scalar_with_counting {
  using type = counted<S>;
};
template <class T, class Recorder>
struct scalar_with_counting<counted<T, Recorder>> {
  using type = counted<T, Recorder>;
};
template <class S>
struct scalar_with_counting<std::complex<S>> {
  using type = std::complex<typename scalar_with_counting<S>::type>;
};
template <class S>
struct scalar_without_counting {
  using type = S;
};
template <class T, class Recorder>
struct scalar_without_counting<counted<T, Recorder>> {
  using type = T;
};
template <class S>
struct scalar_without_counting<std::complex<S>> {
  using type = std::complex<typename scalar_without_counting<S>::type>;
};

template <class S>
inline constexpr bool counts_in_eigen = !std::is_same_v<typename scalar_without_counting<S>::type, S>;

template <class S>
struct value_of {
  using result_type = typename scalar_without_counting<S>::type;
  constexpr result_type operator()(const S& x) const { return value(x); }
};

}  // namespace detail

/// An expression of plain scalars as one of counted scalars: `counted_cast(a)` of a matrix of `double` has
/// `counted<double>` coefficients. Spends nothing. Takes and gives what Eigen's `cast` does: matrices, arrays, sparse
/// matrices, tensors and expressions of them; the result refers to `expression` where Eigen's would.
template <class Expression>
[[nodiscard]] auto counted_cast(const Expression& expression) {
  return expression.template cast<typename detail::scalar_with_counting<typename Expression::Scalar>::type>();
}

/// An expression of counted scalars as one of their values. Evaluating it spends what `expression` itself spends (a
/// matrix nothing, a product its product), and reading the values nothing.
template <class Expression>
[[nodiscard]] auto value_cast(const Expression& expression) {
  return expression.unaryExpr(detail::value_of<typename Expression::Scalar>());
}

}  // namespace tally
