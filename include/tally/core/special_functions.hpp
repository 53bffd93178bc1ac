// SPDX-License-Identifier: MIT
// The special functions of <cmath> for counted scalars. Not in tally.hpp: <cmath> would cost every includer more than
// all of the core does.
#pragma once

#include "tally/core/counted.hpp"
#include "tally/core/math.hpp"
#include "tally/core/operation.hpp"

#include <cmath>

namespace tally {

// Each call is one operation `special`, whatever its value costs the standard library. Orders and degrees are unsigned
// integers, as in <cmath>.
#define TALLY_SPECIAL(function, parameters, arguments)                      \
  template <class T, class Recorder>                                        \
  [[nodiscard]] auto function parameters {                                  \
    const detail::real_call<counted<T, Recorder>> call(x);                  \
    return call.template gave<operation::special>(std::function arguments); \
  }
#define TALLY_X const counted<T, Recorder>& x
TALLY_SPECIAL(assoc_laguerre, (unsigned n, unsigned m, TALLY_X), (n, m, call.number(x)))
TALLY_SPECIAL(assoc_legendre, (unsigned n, unsigned m, TALLY_X), (n, m, call.number(x)))
TALLY_SPECIAL(hermite, (unsigned n, TALLY_X), (n, call.number(x)))
TALLY_SPECIAL(laguerre, (unsigned n, TALLY_X), (n, call.number(x)))
TALLY_SPECIAL(legendre, (unsigned n, TALLY_X), (n, call.number(x)))
TALLY_SPECIAL(sph_bessel, (unsigned n, TALLY_X), (n, call.number(x)))
TALLY_SPECIAL(sph_neumann, (unsigned n, TALLY_X), (n, call.number(x)))
TALLY_SPECIAL(sph_legendre, (unsigned l, unsigned m, TALLY_X), (l, m, call.number(x)))
TALLY_SPECIAL(comp_ellint_1, (TALLY_X), (call.number(x)))
TALLY_SPECIAL(comp_ellint_2, (TALLY_X), (call.number(x)))
TALLY_SPECIAL(expint, (TALLY_X), (call.number(x)))
TALLY_SPECIAL(riemann_zeta, (TALLY_X), (call.number(x)))
#undef TALLY_X
#undef TALLY_SPECIAL

// Of two numbers, either of which may be a plain one, in the type in which <cmath> computes mixed arguments.
#define TALLY_SPECIAL(function)                                                                   \
  template <class X, class Y>                                                                     \
    requires detail::counted_among<X, Y>                                                          \
  [[nodiscard]] auto function(const X& x, const Y& y) {                                           \
    const detail::real_call<X, Y> call(x, y);                                                     \
    return call.template gave<operation::special>(std::function(call.number(x), call.number(y))); \
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

template <class K, class Nu, class Phi>
  requires detail::counted_among<K, Nu, Phi>
[[nodiscard]] auto ellint_3(const K& k, const Nu& nu, const Phi& phi) {
  const detail::real_call<K, Nu, Phi> call(k, nu, phi);
  return call.template gave<operation::special>(std::ellint_3(call.number(k), call.number(nu), call.number(phi)));
}

}  // namespace tally
