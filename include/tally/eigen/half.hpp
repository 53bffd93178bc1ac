// SPDX-License-Identifier: MIT
// Eigen's 16-bit floating-point numbers as scalars that can be counted, with Eigen's own arithmetic.
#pragma once

#include "tally/core/counted.hpp"
#include "tally/core/no_macro.hpp"
#include "tally/core/precision.hpp"

#include <Eigen/Core>

#include <concepts>
#include <type_traits>

// One operation on them counts as one at their own precision, although Eigen may compute it in float and round.
template <>
struct tally::precision_of_type<Eigen::half> {
  static constexpr precision value = precision::f16;
};
template <>
struct tally::precision_of_type<Eigen::bfloat16> {
  static constexpr precision value = precision::bf16;
};
template <>
inline constexpr bool tally::is_plain_number<Eigen::half> = true;
template <>
inline constexpr bool tally::is_plain_number<Eigen::bfloat16> = true;

namespace tally {

namespace detail {
template <class T>
concept eigen_half = std::same_as<T, Eigen::half> || std::same_as<T, Eigen::bfloat16>;
}

// Looking at the bits of a number is no arithmetic; the compiler's own functions know only its own types.
#define TALLY_CLASSIFY(function)                                              \
  template <detail::eigen_half T, class Recorder>                             \
  [[nodiscard]] bool function TALLY_NO_MACRO(const counted<T, Recorder>& x) { \
    return (Eigen::numext::function)(x.value());                              \
  }
TALLY_CLASSIFY(isnan)
TALLY_CLASSIFY(isinf)
TALLY_CLASSIFY(isfinite)
#undef TALLY_CLASSIFY
template <detail::eigen_half T, class Recorder>
[[nodiscard]] bool signbit TALLY_NO_MACRO(const counted<T, Recorder>& x) {
  return (Eigen::numext::bit_cast<Eigen::numext::uint16_t>(x.value()) & 0x8000U) != 0;
}

}  // namespace tally
