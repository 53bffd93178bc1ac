// SPDX-License-Identifier: MIT
// std::sqrt(x), std::abs(x), std::pow(x, 2), std::max(x, 0.0) of counted scalars, for libraries that write them so.
//
// Opt in by including this BEFORE the library's header: a qualified name in a template is looked up where the template
// is written, and finds what stood above it. The C++ standard does not bless it; no compiler is known to mind. Where
// the code is your own, write `using std::sqrt; sqrt(x)` instead, which needs no header and is right for every number
// type.
//
// These are using-declarations of tally's own functions, not overloads beside them: with those, `using std::sqrt;
// sqrt(x)` would find two that match equally well.
//
// With this header std::min and std::max of two counted numbers count as tally's, one min_max; without it they ask `<`,
// which is one comparison.
#pragma once

#include "tally/core/complex.hpp"
#include "tally/core/counted.hpp"
#include "tally/core/math.hpp"
#include "tally/core/special_functions.hpp"

// Before the declarations below, so that what the C++ library does inside stays what it is.
#include <algorithm>
#include <cmath>
#include <complex>
#include <numeric>
#include <string>

namespace std {

using tally::abs;
using tally::acos;
using tally::acosh;
using tally::arg;
using tally::asin;
using tally::asinh;
using tally::atan;
using tally::atan2;
using tally::atanh;
using tally::cbrt;
using tally::ceil;
using tally::clamp;
using tally::copysign;
using tally::cos;
using tally::cosh;
using tally::erf;
using tally::erfc;
using tally::exp;
using tally::exp2;
using tally::expm1;
using tally::fabs;
using tally::fdim;
using tally::floor;
using tally::fma;
using tally::fmax;
using tally::fmin;
using tally::fmod;
using tally::frexp;
using tally::hypot;
using tally::ilogb;
using tally::ldexp;
using tally::lgamma;
using tally::llrint;
using tally::llround;
using tally::log;
using tally::log10;
using tally::log1p;
using tally::log2;
using tally::logb;
using tally::lrint;
using tally::lround;
using tally::max;
using tally::min;
using tally::modf;
using tally::nearbyint;
using tally::nextafter;
using tally::nexttoward;
using tally::pow;
using tally::remainder;
using tally::remquo;
using tally::rint;
using tally::round;
using tally::scalbln;
using tally::scalbn;
using tally::sin;
using tally::sinh;
using tally::sqrt;
using tally::tan;
using tally::tanh;
using tally::tgamma;
using tally::to_string;
using tally::trunc;

using tally::fpclassify;
using tally::isfinite;
using tally::isgreater;
using tally::isgreaterequal;
using tally::isinf;
using tally::isless;
using tally::islessequal;
using tally::islessgreater;
using tally::isnan;
using tally::isnormal;
using tally::isunordered;
using tally::signbit;

using tally::assoc_laguerre;
using tally::assoc_legendre;
using tally::beta;
using tally::comp_ellint_1;
using tally::comp_ellint_2;
using tally::comp_ellint_3;
using tally::cyl_bessel_i;
using tally::cyl_bessel_j;
using tally::cyl_bessel_k;
using tally::cyl_neumann;
using tally::ellint_1;
using tally::ellint_2;
using tally::ellint_3;
using tally::expint;
using tally::hermite;
using tally::laguerre;
using tally::legendre;
using tally::riemann_zeta;
using tally::sph_bessel;
using tally::sph_legendre;
using tally::sph_neumann;

}  // namespace std
