// SPDX-License-Identifier: MIT
// Exact non-negative integers for counts: 128 bits, and overflow is an error.
#pragma once

#include "tally/core/error.hpp"
#include "tally/core/overflow.hpp"

#include <compare>
#include <concepts>
#include <cstdint>
#include <iosfwd>
#include <limits>
#include <string>

namespace tally {

namespace detail {

__extension__ typedef unsigned __int128 uint128;

// One number onto another. Predictions are thousands of these in a constant expression, where every further call that a
// class would make of them takes its time.
constexpr void accumulate(uint128& total, uint128 n) {
  if (total + n < n) fail<overflow_error>("tally: a sum of counts exceeds 2^128 - 1");
  total += n;
}

}  // namespace detail

/// An exact count, 0 to 2^128 - 1 (3.4 * 10^38). Sums and products that leave the range, and differences below zero,
/// throw `tally::overflow_error`; in a constant expression they do not compile. It compares with any integer, and
/// converts to a number only when asked to: `static_cast<double>(n)`.
class natural {
 public:
  constexpr natural() = default;

  template <std::integral I>
  constexpr natural(I number) : value(static_cast<detail::uint128>(number)) {
    if constexpr (std::is_signed_v<I>) {
      if (number < 0) detail::fail<overflow_error>("tally: a count cannot be negative");
    }
  }

  [[nodiscard]] static constexpr natural of(detail::uint128 bits) { return natural(bits, raw()); }

  /// Throws `tally::overflow_error` where an integer type cannot hold the count; floating point rounds. As a condition
  /// (`if (n)`) it is whether the count is above zero.
  template <class Number>
    requires std::integral<Number> || std::floating_point<Number>
  constexpr explicit operator Number() const {
    if constexpr (std::integral<Number> && !std::same_as<Number, bool>) {
      if (value > static_cast<detail::uint128>((std::numeric_limits<Number>::max)()))
        detail::fail<overflow_error>("tally: this count does not fit the integer type it is converted to");
    }
    return static_cast<Number>(value);
  }

  constexpr natural& operator+=(natural other) {
    detail::uint128 sum = 0;  // a result that does not fit leaves the count as it was
    if (detail::sum_overflows(value, other.value, &sum))
      detail::fail<overflow_error>("tally: a sum of counts exceeds 2^128 - 1");
    value = sum;
    return *this;
  }
  constexpr natural& operator-=(natural other) {
    if (other.value > value) detail::fail<overflow_error>("tally: a difference of counts is below zero");
    value -= other.value;
    return *this;
  }
  constexpr natural& operator*=(natural other) {
    detail::uint128 product = 0;  // a result that does not fit leaves the count as it was
    if (detail::product_overflows(value, other.value, &product))
      detail::fail<overflow_error>("tally: a product of counts exceeds 2^128 - 1");
    value = product;
    return *this;
  }
  /// Rounds down. Division by zero throws `tally::overflow_error`.
  constexpr natural& operator/=(natural other) {
    if (other.value == 0) detail::fail<overflow_error>("tally: a count is divided by zero");
    value /= other.value;
    return *this;
  }
  constexpr natural& operator%=(natural other) {
    if (other.value == 0) detail::fail<overflow_error>("tally: a count is divided by zero");
    value %= other.value;
    return *this;
  }

  /// numerator/denominator times as much, rounded up: n.scaled(21, 20) is 5 % above n. Exact; what does not fit, and
  /// division by zero, throw `tally::overflow_error`.
  [[nodiscard]] constexpr natural scaled(natural numerator, natural denominator) const {
    const natural part = *this % denominator * numerator;
    return *this / denominator * numerator + part / denominator + (part % denominator == 0 ? 0 : 1);
  }

  [[nodiscard]] friend constexpr natural operator+(natural a, natural b) {
    detail::accumulate(a.value, b.value);
    return a;
  }
  [[nodiscard]] friend constexpr natural operator-(natural a, natural b) { return a -= b; }
  [[nodiscard]] friend constexpr natural operator*(natural a, natural b) { return a *= b; }
  [[nodiscard]] friend constexpr natural operator/(natural a, natural b) { return a /= b; }
  [[nodiscard]] friend constexpr natural operator%(natural a, natural b) { return a %= b; }

  [[nodiscard]] friend constexpr bool operator==(natural a, natural b) { return a.value == b.value; }
  [[nodiscard]] friend constexpr std::strong_ordering operator<=>(natural a, natural b) {
    return a.value < b.value   ? std::strong_ordering::less
           : a.value > b.value ? std::strong_ordering::greater
                               : std::strong_ordering::equal;
  }
  // A negative integer is below every count, rather than an error: `n > -1` is a fair question.
  template <std::integral I>
  [[nodiscard]] friend constexpr bool operator==(natural a, I b) {
    if constexpr (std::signed_integral<I>) {
      if (b < 0) return false;
    }
    return a.value == static_cast<detail::uint128>(b);
  }
  template <std::integral I>
  [[nodiscard]] friend constexpr std::strong_ordering operator<=>(natural a, I b) {
    if constexpr (std::signed_integral<I>) {
      if (b < 0) return std::strong_ordering::greater;
    }
    return a <=> natural(b);
  }

  template <class Traits>
  friend std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out, natural n) {
    return out << to_string(n);
  }

  /// The digits, without separators.
  [[nodiscard]] friend std::string to_string(natural n) {
    std::string digits;
    do {
      digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(n.value % 10)));
      n.value /= 10;
    } while (n.value != 0);
    return digits;
  }

  // Public so that a count can be a template argument; read it through the conversions.
  detail::uint128 value = 0;

 private:
  struct raw {};
  constexpr natural(detail::uint128 bits, raw) : value(bits) {}
};

}  // namespace tally
