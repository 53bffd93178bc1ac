// SPDX-License-Identifier: MIT
// Sums and products of integers, and whether they overflow.
#pragma once

#include "tally/core/cxx20.hpp"

#include <limits>

namespace tally::detail {

// The front ends of nvcc and other compilers made by EDG do not evaluate the builtins in constant expressions.
#if defined(__CUDACC__) || defined(__EDG__)

template <class Integer>
constexpr bool sum_overflows(Integer a, Integer b, Integer* sum) {
  if constexpr (static_cast<Integer>(-1) > 0) {
    if (static_cast<Integer>(a + b) < a) return true;
  } else {
    using limits = std::numeric_limits<Integer>;
    if (b < 0 ? a < (limits::min)() - b : a > (limits::max)() - b) return true;
  }
  *sum = static_cast<Integer>(a + b);
  return false;
}
template <class Integer>
constexpr bool product_overflows(Integer a, Integer b, Integer* product) {
  if constexpr (static_cast<Integer>(-1) > 0) {
    if (a != 0 && b > static_cast<Integer>(-1) / a) return true;
  } else {
    using limits = std::numeric_limits<Integer>;
    if (a > 0 && (b > (limits::max)() / a || b < (limits::min)() / a)) return true;
    if (a < 0 && (b > 0 ? a < (limits::min)() / b : b < 0 && a < (limits::max)() / b)) return true;
  }
  *product = static_cast<Integer>(a * b);
  return false;
}

#else

template <class Integer>
constexpr bool sum_overflows(Integer a, Integer b, Integer* sum) {
  return __builtin_add_overflow(a, b, sum);
}
template <class Integer>
constexpr bool product_overflows(Integer a, Integer b, Integer* product) {
  return __builtin_mul_overflow(a, b, product);
}

#endif

}  // namespace tally::detail
