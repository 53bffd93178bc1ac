// SPDX-License-Identifier: MIT
// From counts to one amount: the named rules, and amounts that carry their rule in their type.
#pragma once

#include "tally/core/natural.hpp"
#include "tally/core/operation.hpp"
#include "tally/core/precision.hpp"

#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>

namespace tally {

/// A rule that weighs operations: an amount is the sum, over all operations, of weight times count. Make your own as a
/// constexpr variable at namespace scope, from scratch or from another:
///
///     inline constexpr tally::convention dsp = tally::conventions::flops.named("dsp", "op", "sqrt = 14")
///                                                  .weighing(tally::operation::sqrt, 14);
///     tally::amount<dsp> cost = spent.in<dsp>();
struct convention {
  std::string_view name;
  std::string_view unit;         ///< singular, as it is printed behind a number: "FLOP"
  std::string_view rule;         ///< what a reader must know, a few words: "fma = 2"
  bool counts_integers = false;  ///< whether operations on integers have their operation's weight, or none
  std::uint32_t weights[operation_count]{};

  [[nodiscard]] constexpr std::uint32_t weight(operation kind, precision format) const {
    if (!counts_integers && !is_floating_point(format)) return 0;
    return weights[static_cast<std::size_t>(kind)];
  }

  /// The same rule, except that `kind` weighs `weight`.
  [[nodiscard]] constexpr convention weighing(operation kind, std::uint32_t weight) const {
    convention changed = *this;
    changed.weights[static_cast<std::size_t>(kind)] = weight;
    return changed;
  }
  [[nodiscard]] constexpr convention named(std::string_view new_name, std::string_view new_unit,
                                           std::string_view new_rule) const {
    convention changed = *this;
    changed.name = new_name;
    changed.unit = new_unit;
    changed.rule = new_rule;
    return changed;
  }
};

/// The library's rules from counts to amounts.
namespace conventions {

/// FLOPs, the default: add, subtract, multiply, divide are 1, a fused multiply-add is 2; all else is 0. Roots and
/// transcendental functions stay visible in the counts, under their names.
inline constexpr convention flops = convention{.name = "flops", .unit = "FLOP", .rule = "fma = 2"}
                                        .weighing(operation::add, 1)
                                        .weighing(operation::sub, 1)
                                        .weighing(operation::mul, 1)
                                        .weighing(operation::div, 1)
                                        .weighing(operation::fma, 2);

/// As `flops`, on integers too: what accelerators call OPs.
inline constexpr convention ops = [] {
  convention rule = flops.named("ops", "OP", "integers too, fma = 2");
  rule.counts_integers = true;
  return rule;
}();

/// What the floating-point events of x86 processors count (FP_ARITH_INST_RETIRED, which PAPI_FP_OPS and PAPI_DP_OPS
/// are made of): as `flops`, with square roots, reciprocal roots, minima and maxima as 1. A library function is
/// many such instructions, which no portable rule can know: it is 0 here.
inline constexpr convention papi = flops.named("papi", "FP_OP", "sqrt, min and max = 1, fma = 2")
                                       .weighing(operation::sqrt, 1)
                                       .weighing(operation::rsqrt, 1)
                                       .weighing(operation::min_max, 1);

/// The weights of the Livermore kernels (McMahon, UCRL-53745, 1986), which LINPACK-era rates use: add, subtract,
/// multiply 1; divide and square root 4; exponential, sine and their like 8; a comparison 1.
inline constexpr convention livermore = [] {
  convention rule = flops.named("livermore", "FLOP", "div and sqrt = 4, transcendental = 8, fma = 2");
  for (std::size_t i = static_cast<std::size_t>(operation::cbrt); i <= static_cast<std::size_t>(operation::lgamma); ++i)
    rule.weights[i] = 8;
  return rule.weighing(operation::div, 4)
      .weighing(operation::sqrt, 4)
      .weighing(operation::rsqrt, 8)  // a root and a division
      .weighing(operation::compare, 1)
      .weighing(operation::min_max, 1);
}();

/// A rule that reads what a prediction noted about whole primitives rather than counts: multiply-accumulates cannot be
/// told from counts, because a product that is never added to anything counts as many multiplications.
struct primitive_convention {
  std::string_view name;
  std::string_view unit;
  std::string_view rule;
};

/// Multiply-accumulates of matrix products and convolutions; all other work is 0.
inline constexpr primitive_convention macs{"macs", "MAC", "products and convolutions"};

}  // namespace conventions

/// A number of operations under one convention. Amounts of two conventions do not add, subtract or compare; an amount
/// compares with a plain integer, and two amounts of one convention have a ratio.
template <const auto& Convention>
class amount {
 public:
  constexpr amount() = default;
  constexpr explicit amount(natural n) : number(n) {}

  [[nodiscard]] static constexpr const auto& convention() { return Convention; }
  [[nodiscard]] constexpr natural value() const { return number; }

  template <class Number>
    requires std::integral<Number> || std::floating_point<Number>
  constexpr explicit operator Number() const { return static_cast<Number>(number); }

  constexpr amount& operator+=(amount other) {
    number += other.number;
    return *this;
  }
  /// Throws `tally::overflow_error` below zero.
  constexpr amount& operator-=(amount other) {
    number -= other.number;
    return *this;
  }
  [[nodiscard]] friend constexpr amount operator+(amount a, amount b) { return a += b; }
  [[nodiscard]] friend constexpr amount operator-(amount a, amount b) { return a -= b; }
  [[nodiscard]] friend constexpr amount operator*(amount a, natural times) { return amount(a.number * times); }
  [[nodiscard]] friend constexpr amount operator*(natural times, amount a) { return amount(a.number * times); }
  /// numerator/denominator times as much, rounded up: a limit of 5 % above an amount is `a.scaled(21, 20)`.
  [[nodiscard]] constexpr amount scaled(natural numerator, natural denominator) const {
    return amount(number.scaled(numerator, denominator));
  }
  template <std::floating_point Factor>
  friend constexpr amount operator*(amount a, Factor) {
    static_assert(
        detail::always_false<Factor>,
        "tally: amounts are exact and take whole factors; a.scaled(21, 20) is 1.05 times as much, rounded up");
    return a;
  }
  template <std::floating_point Factor>
  friend constexpr amount operator*(Factor factor, amount a) {
    return a * factor;
  }
  [[nodiscard]] friend constexpr double operator/(amount a, amount b) {
    return static_cast<double>(a.number) / static_cast<double>(b.number);
  }

  [[nodiscard]] friend constexpr bool operator==(amount a, amount b) { return a.number == b.number; }
  [[nodiscard]] friend constexpr std::strong_ordering operator<=>(amount a, amount b) { return a.number <=> b.number; }
  template <std::integral I>
  [[nodiscard]] friend constexpr bool operator==(amount a, I b) {
    return a.number == b;
  }
  template <std::integral I>
  [[nodiscard]] friend constexpr std::strong_ordering operator<=>(amount a, I b) {
    return a.number <=> b;
  }

  /// "1814073344 MAC (products and convolutions)".
  [[nodiscard]] friend std::string to_string(amount a) {
    return to_string(a.number) + " " + std::string(Convention.unit) + " (" + std::string(Convention.rule) + ")";
  }
  template <class Traits>
  friend std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out, amount a) {
    return out << to_string(a);
  }

  // Public so that an amount can be a template argument; read it through value().
  natural number;
};

using flop_amount = amount<conventions::flops>;
using mac_amount = amount<conventions::macs>;

namespace detail {

// Digits, digit separators, and at most as many decimals as the power of ten has: exact, or it does not compile.
template <char... Characters>
[[nodiscard]] consteval natural scaled_literal(int power_of_ten) {
  natural n = 0;
  bool decimals = false;
  for (const char c : {Characters...}) {
    if (c == '\'') continue;
    if (c == '.') {
      decimals = true;
      continue;
    }
    if (c < '0' || c > '9') fail<error>("tally: an amount is written in decimal digits, such as 1.5_GFLOP");
    n = n * 10 + static_cast<int>(c - '0');
    if (decimals && --power_of_ten < 0) fail<error>("tally: this amount is not a whole number of operations");
  }
  for (; power_of_ten > 0; --power_of_ten) n *= 10;
  return n;
}

}  // namespace detail

/// 250_kFLOP, 1.5_GMAC: amounts of the two default conventions, exact.
namespace literals {

// clang-format off
template <char... C> consteval flop_amount operator""_FLOP() { return flop_amount(detail::scaled_literal<C...>(0)); }
template <char... C> consteval flop_amount operator""_kFLOP() { return flop_amount(detail::scaled_literal<C...>(3)); }
template <char... C> consteval flop_amount operator""_MFLOP() { return flop_amount(detail::scaled_literal<C...>(6)); }
template <char... C> consteval flop_amount operator""_GFLOP() { return flop_amount(detail::scaled_literal<C...>(9)); }
template <char... C> consteval flop_amount operator""_TFLOP() { return flop_amount(detail::scaled_literal<C...>(12)); }
template <char... C> consteval flop_amount operator""_PFLOP() { return flop_amount(detail::scaled_literal<C...>(15)); }
template <char... C> consteval flop_amount operator""_EFLOP() { return flop_amount(detail::scaled_literal<C...>(18)); }
template <char... C> consteval flop_amount operator""_ZFLOP() { return flop_amount(detail::scaled_literal<C...>(21)); }
template <char... C> consteval mac_amount operator""_MAC() { return mac_amount(detail::scaled_literal<C...>(0)); }
template <char... C> consteval mac_amount operator""_kMAC() { return mac_amount(detail::scaled_literal<C...>(3)); }
template <char... C> consteval mac_amount operator""_MMAC() { return mac_amount(detail::scaled_literal<C...>(6)); }
template <char... C> consteval mac_amount operator""_GMAC() { return mac_amount(detail::scaled_literal<C...>(9)); }
template <char... C> consteval mac_amount operator""_TMAC() { return mac_amount(detail::scaled_literal<C...>(12)); }
// clang-format on

}  // namespace literals
}  // namespace tally
