// SPDX-License-Identifier: MIT
// Complex counted numbers are the same in every program: without their header there are none.

#if TALLY_MUST_FAIL == 1
// must_fail 1 g++: std::complex<tally::counted<double> >.* is incomplete
// must_fail 1 clang: implicit instantiation of undefined template 'std::complex<tally::counted<double>>'
#include "tally/core/counted.hpp"
#include "tally/core/math.hpp"
#else
#include "tally/core/complex.hpp"
#endif

#include <complex>

std::complex<tally::counted<double>> squared(double real, double imag) {
  const std::complex<tally::counted<double>> z(real, imag);
  return z * z;
}
