// SPDX-License-Identifier: MIT
// Functions in each way in which headers declare them. For docs.harness only.
#pragma once

namespace tally {

template <class X>
[[nodiscard]] constexpr auto flip(const X& x) {
  return x;
}
TALLY_UNARY_FUNCTION(exp, exp_of)
TALLY_UNARY_FUNCTION(operator-, negative_of)
TALLY_COMPOUND(+)
#define TALLY_POOLS(axes, N)                                \
  template <class X>                                        \
  [[nodiscard]] constexpr auto max_pool##axes(const X& x) { \
    return x;                                               \
  }
TALLY_POOLS(1d, 1)
TALLY_POOLS(2d, 2)

}  // namespace tally
