// SPDX-License-Identifier: MIT
// The number formats in which operations are done.
#pragma once

#include "tally/core/cxx20.hpp"

#include <cstddef>
#include <limits>
#include <string_view>
#include <type_traits>

namespace tally {

/// A number format: floating point by total width (`bf16` is bfloat16, `f80` x87's extended format, `f8` any of the
/// 8-bit formats), integers by width whether signed or not.
enum class precision : unsigned char { f8, f16, bf16, f32, f64, f80, f128, i8, i16, i32, i64 };

inline constexpr std::size_t precision_count = static_cast<std::size_t>(precision::i64) + 1;

[[nodiscard]] constexpr std::string_view name(precision format) {
  constexpr std::string_view names[] = {"f8", "f16", "bf16", "f32", "f64", "f80", "f128", "i8", "i16", "i32", "i64"};
  static_assert(sizeof(names) / sizeof(names[0]) == precision_count);
  return names[static_cast<std::size_t>(format)];
}

/// Whether operations in this format are floating-point operations.
[[nodiscard]] constexpr bool is_floating_point(precision format) { return format < precision::i8; }

namespace detail {
inline constexpr int bytes_of_precisions[] = {1, 2, 2, 4, 8, 16, 16, 1, 2, 4, 8};
static_assert(sizeof(bytes_of_precisions) / sizeof(bytes_of_precisions[0]) == precision_count);
}  // namespace detail

/// Bytes that one number takes in memory. x87's f80 is stored in 16, as its C++ type is.
[[nodiscard]] constexpr int bytes(precision format) { return detail::bytes_of_precisions[static_cast<int>(format)]; }

/// Says which precision a scalar type has: specialise it, with a `static constexpr precision value`, for a type of
/// your own that is to be counted.
template <class T>
struct precision_of_type;

template <class T>
  requires std::is_floating_point_v<T>
struct precision_of_type<T> {
  static constexpr int digits = std::numeric_limits<T>::digits;
  static_assert(digits == 24 || digits == 53 || digits == 64 || digits == 113,
                "tally: this floating-point type is none of f32, f64, f80 and f128");
  static constexpr precision value = digits == 24   ? precision::f32
                                     : digits == 53 ? precision::f64
                                     : digits == 64 ? precision::f80
                                                    : precision::f128;
};

template <class T>
  requires std::is_integral_v<T>
struct precision_of_type<T> {
  static constexpr precision value = sizeof(T) == 1   ? precision::i8
                                     : sizeof(T) == 2 ? precision::i16
                                     : sizeof(T) == 4 ? precision::i32
                                                      : precision::i64;
};

template <class T>
inline constexpr precision precision_of = precision_of_type<T>::value;

}  // namespace tally
