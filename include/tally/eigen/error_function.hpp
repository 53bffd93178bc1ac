// SPDX-License-Identifier: MIT
// Eigen's error functions of arrays and tensors, which are others for float, double and 16-bit numbers than for scalars
// that it does not know.
#pragma once

#include "tally/core/counted.hpp"
#include "tally/core/math.hpp"
#include "tally/core/operation.hpp"
#include "tally/eigen/packets/lanes.hpp"
#include "tally/eigen/scalar.hpp"

#include <Eigen/Core>

#include <type_traits>

namespace tally::detail {

// Eigen computes in float what it does with 16-bit numbers, and rounds.
template <template <class> class Formula, class T>
T by_eigen(const T& x) {
  if constexpr (sizeof(T) == 2)
    return static_cast<T>(Formula<float>::run(static_cast<float>(x)));
  else
    return Formula<T>::run(x);
}

}  // namespace tally::detail

// The names specialised here are Eigen's own, of its unsupported module SpecialFunctions, which need not be included.
namespace Eigen::internal {

#if EIGEN_VERSION_AT_LEAST(3, 4, 90)

// 5.0 has formulas for float and for double, for single numbers and packets alike, and none for other scalars. Each
// number counts as what the formula stands for, as exponentials do.
#define TALLY_EIGEN_ERROR_FUNCTION(formula, kind)                                                    \
  template <typename Scalar>                                                                         \
  struct formula;                                                                                    \
  template <class T, class Recorder>                                                                 \
  struct formula<::tally::counted<T, Recorder>> {                                                    \
    using number = ::tally::counted<T, Recorder>;                                                    \
    static number run(const number& x) {                                                             \
      return ::tally::detail::performed<::tally::operation::kind>(                                   \
          x, ::tally::detail::by_eigen<Eigen::internal::formula, T>(x.value()));                     \
    }                                                                                                \
    template <class Packet>                                                                          \
    static Packet run(const Packet& x) {                                                             \
      ::tally::detail::packets::spend<T, unpacket_traits<Packet>::size, ::tally::operation::kind>(); \
      return Packet{Eigen::internal::formula<T>::run(x.v)};                                          \
    }                                                                                                \
  };
TALLY_EIGEN_ERROR_FUNCTION(generic_fast_erf, erf)
TALLY_EIGEN_ERROR_FUNCTION(generic_fast_erfc, erfc)
#undef TALLY_EIGEN_ERROR_FUNCTION

// 5.0's own finds counted scalars' erfc, the C library's, for single numbers.
template <class T, class Recorder>
struct scalar_erfc_op<::tally::counted<T, Recorder>> {
  using formula = generic_fast_erfc<::tally::counted<T, Recorder>>;
  ::tally::counted<T, Recorder> operator()(const ::tally::counted<T, Recorder>& x) const { return formula::run(x); }
  template <class Packet>
  Packet packetOp(const Packet& x) const {
    return formula::run(x);
  }
};

#else

// 3.4 takes the C library's for double, and for others a formula of float's precision: counted<float> executes it.
template <typename T>
struct erf_impl;
template <class T, class Recorder>
  requires(std::is_same_v<T, double> || sizeof(T) == 2)
struct erf_impl<::tally::counted<T, Recorder>> {
  using number = ::tally::counted<T, Recorder>;
  static number run(const number& x) {
    return ::tally::detail::performed<::tally::operation::erf>(x, ::tally::detail::by_eigen<erf_impl, T>(x.value()));
  }
};

#endif

}  // namespace Eigen::internal
