// SPDX-License-Identifier: MIT
// Functions of single numbers that Eigen has for float and double by name: the argument of a real number, and random
// numbers.
#pragma once

#include "tally/core/counted.hpp"
#include "tally/core/math.hpp"
#include "tally/core/operation.hpp"

#include <Eigen/Core>

#include <complex>
#include <concepts>

// The names specialised here are Eigen's own.
namespace Eigen::internal {

// The C++ library's looks at the sign; Eigen's for scalars that it does not know compares with 0, and so differs for
// -0.
template <std::floating_point T, class Recorder>
struct arg_default_impl<::tally::counted<T, Recorder>, false> {
  using RealScalar = ::tally::counted<T, Recorder>;
  static RealScalar run(const RealScalar& x) { return RealScalar(std::arg(x.value())); }
};

#if EIGEN_VERSION_AT_LEAST(3, 4, 90)
// 5.0 makes a number of random bits and subtracts; for scalars that it does not know, in plain doubles.
template <std::floating_point T, class Recorder>
struct random_float_impl<::tally::counted<T, Recorder>, false> : random_float_impl<T> {
  using number = ::tally::counted<T, Recorder>;
  static number run(int random_bits) {
    const number result = random_float_impl<T>::run(random_bits);
    return ::tally::detail::performed<::tally::operation::sub>(result, result.value());
  }
};
#endif

}  // namespace Eigen::internal
