// SPDX-License-Identifier: MIT
// std::midpoint of counted scalars.
#pragma once

#include "tally/core/counted.hpp"

#include <concepts>
#include <limits>
#include <type_traits>

namespace tally {

/// As std::midpoint, computed the same way, without overflow. Of fractions: an addition, a division, four comparisons
/// and the negations of what is negative; near the ends of the range two divisions and up to two comparisons more. Of
/// integers: a comparison, a difference, a division, a product and an addition.
template <class T, class Recorder>
[[nodiscard]] constexpr counted<T, Recorder> midpoint(const counted<T, Recorder>& x, const counted<T, Recorder>& y) {
  using number = counted<T, Recorder>;
  const Recorder joined = Recorder::joined(x.reports_to(), y.reports_to());
  const number a(x.value(), joined);
  const number b(y.value(), joined);
  if constexpr (std::integral<T>) {
    using distance = counted<std::make_unsigned_t<T>, Recorder>;
    const bool down = a > b;
    const distance between = down ? distance(a) - distance(b) : distance(b) - distance(a);
    return a + (down ? -1 : 1) * number(distance(between) / 2);
  } else {
    const T least = (std::numeric_limits<T>::min)() * 2;
    const T most = (std::numeric_limits<T>::max)() / 2;
    const number size_of_a = a < T(0) ? -a : a;
    const number size_of_b = b < T(0) ? -b : b;
    if (size_of_a <= most && size_of_b <= most) return (a + b) / T(2);
    if (size_of_a < least) return a + b / T(2);
    if (size_of_b < least) return a / T(2) + b;
    return a / T(2) + b / T(2);
  }
}
template <class T, class Recorder>
[[nodiscard]] constexpr counted<T, Recorder> midpoint(const counted<T, Recorder>& x, std::same_as<T> auto y) {
  return midpoint(x, counted<T, Recorder>(y));
}
template <class T, class Recorder>
[[nodiscard]] constexpr counted<T, Recorder> midpoint(std::same_as<T> auto x, const counted<T, Recorder>& y) {
  return midpoint(counted<T, Recorder>(x), y);
}

}  // namespace tally

// The names in std mean the same functions: std::midpoint(x, y) as it is usually written, and midpoint(x, y).
namespace std {
using tally::midpoint;
}
