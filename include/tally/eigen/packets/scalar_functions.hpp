// SPDX-License-Identifier: MIT
// Functions of single numbers that Eigen computes by formulas of its own, so that they round as in its packets.
#pragma once

#include "tally/core/complex.hpp"
#include "tally/core/counted.hpp"
#include "tally/core/math.hpp"
#include "tally/core/operation.hpp"
#include "tally/eigen/packets/lanes.hpp"

#include <Eigen/Core>

#include <complex>

#if EIGEN_FAST_MATH
template <>
EIGEN_STRONG_INLINE tally::counted<float> Eigen::numext::tanh<tally::counted<float>>(const tally::counted<float>& x) {
  tally::thread_recorder().record<tally::operation::tanh, tally::precision::f32>();
  return Eigen::numext::tanh(x.value());
}
#endif

// As Eigen multiplies single complex numbers beside its packets: without the second try that finds the infinite product
// of an infinite factor.
#define TALLY_EIGEN_COMPLEX_PRODUCT(T)                                                                     \
  template <>                                                                                              \
  inline std::complex<tally::counted<T>> Eigen::internal::pmul(const std::complex<tally::counted<T>>& a,   \
                                                               const std::complex<tally::counted<T>>& b) { \
    return {a.real() * b.real() - a.imag() * b.imag(), a.imag() * b.real() + a.real() * b.imag()};         \
  }
TALLY_EIGEN_COMPLEX_PRODUCT(float)
TALLY_EIGEN_COMPLEX_PRODUCT(double)
#undef TALLY_EIGEN_COMPLEX_PRODUCT

// As T's: Eigen 5.0 takes arrays to the power of arithmetic types only.
template <class T>
struct Eigen::internal::is_arithmetic<tally::counted<T>> : is_arithmetic<T> {};

// Eigen has a formula of its own for the logistic function of float: in 3.4, one for packets of any kind, counted ones
// and single numbers too. 5.0's knows its own packets only, and counts as what it stands for.
template <>
struct Eigen::internal::scalar_logistic_op<tally::counted<float>> {
  using number = tally::counted<float>;

#if EIGEN_VERSION_AT_LEAST(3, 4, 90)
  EIGEN_STRONG_INLINE number operator()(const number& x) const {
    const number e = numext::exp(numext::mini(x, number(16.6355324F)));
    return e / (number(1) + e);
  }
  template <class Packet>
  EIGEN_STRONG_INLINE Packet packetOp(const Packet& x) const {
    tally::detail::packets::spend<float, unpacket_traits<Packet>::size, tally::operation::min_max,
                                  tally::operation::exp, tally::operation::add, tally::operation::div>();
    return Packet{scalar_logistic_op<float>().packetOp(x.v)};
  }
#else
  EIGEN_STRONG_INLINE number operator()(const number& x) const { return packetOp(x); }
  template <class Packet>
  EIGEN_STRONG_INLINE Packet packetOp(const Packet& x) const {
    return scalar_logistic_op<float>().packetOp(x);
  }
#endif
};
