// SPDX-License-Identifier: MIT
// The special functions of <cmath> for counted scalars. Not in tally.hpp: <cmath> would cost every includer more than
// all of the core does.
#pragma once

#include "tally/core/counted.hpp"
#include "tally/core/math.hpp"
#include "tally/core/operation.hpp"

#include <cmath>

namespace tally {

// Each call is one operation `special`, whatever its value costs the standard library. Of functions of two numbers
// both are counted scalars; orders and degrees are unsigned integers, as in <cmath>.
#define TALLY_SPECIAL(function, parameters, arguments)                                        \
  template <class T, class Recorder>                                                          \
  [[nodiscard]] counted<T, Recorder> function parameters {                                    \
    return detail::performed<operation::special>(x, static_cast<T>(std::function arguments)); \
  }
#define TALLY_X const counted<T, Recorder>& x
TALLY_SPECIAL(assoc_laguerre, (unsigned n, unsigned m, TALLY_X), (n, m, x.value()))
TALLY_SPECIAL(assoc_legendre, (unsigned n, unsigned m, TALLY_X), (n, m, x.value()))
TALLY_SPECIAL(hermite, (unsigned n, TALLY_X), (n, x.value()))
TALLY_SPECIAL(laguerre, (unsigned n, TALLY_X), (n, x.value()))
TALLY_SPECIAL(legendre, (unsigned n, TALLY_X), (n, x.value()))
TALLY_SPECIAL(sph_bessel, (unsigned n, TALLY_X), (n, x.value()))
TALLY_SPECIAL(sph_neumann, (unsigned n, TALLY_X), (n, x.value()))
TALLY_SPECIAL(sph_legendre, (unsigned l, unsigned m, TALLY_X), (l, m, x.value()))
TALLY_SPECIAL(comp_ellint_1, (TALLY_X), (x.value()))
TALLY_SPECIAL(comp_ellint_2, (TALLY_X), (x.value()))
TALLY_SPECIAL(expint, (TALLY_X), (x.value()))
TALLY_SPECIAL(riemann_zeta, (TALLY_X), (x.value()))
#undef TALLY_X
#undef TALLY_SPECIAL

// Of two numbers, either of which may be a plain one.
#define TALLY_SPECIAL(function)                                                                               \
  template <class T, class Recorder>                                                                          \
  [[nodiscard]] counted<T, Recorder> function(const counted<T, Recorder>& x, const counted<T, Recorder>& y) { \
    return detail::performed<operation::special>(x, y, static_cast<T>(std::function(x.value(), y.value())));  \
  }                                                                                                           \
  template <class T, class Recorder, plain_number Number>                                                     \
  [[nodiscard]] counted<T, Recorder> function(const counted<T, Recorder>& x, Number y) {                      \
    return function(x, counted<T, Recorder>(static_cast<T>(y)));                                              \
  }                                                                                                           \
  template <class T, class Recorder, plain_number Number>                                                     \
  [[nodiscard]] counted<T, Recorder> function(Number x, const counted<T, Recorder>& y) {                      \
    return function(counted<T, Recorder>(static_cast<T>(x)), y);                                              \
  }
TALLY_SPECIAL(beta)
TALLY_SPECIAL(comp_ellint_3)
TALLY_SPECIAL(cyl_bessel_i)
TALLY_SPECIAL(cyl_bessel_j)
TALLY_SPECIAL(cyl_bessel_k)
TALLY_SPECIAL(cyl_neumann)
TALLY_SPECIAL(ellint_1)
TALLY_SPECIAL(ellint_2)
#undef TALLY_SPECIAL

template <class T, class Recorder>
[[nodiscard]] counted<T, Recorder> ellint_3(const counted<T, Recorder>& k,
                                            const std::type_identity_t<counted<T, Recorder>>& nu,
                                            const std::type_identity_t<counted<T, Recorder>>& phi) {
  const T value = static_cast<T>(std::ellint_3(k.value(), nu.value(), phi.value()));
  // The recorder of the first of the three that has one.
  return detail::performed<operation::special>(
      k, counted<T, Recorder>(value, Recorder::joined(nu.reports_to(), phi.reports_to())), value);
}

}  // namespace tally
